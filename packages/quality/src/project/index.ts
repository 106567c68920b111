export { projectFigures } from "./figures.ts"
export { COMPARED, fitProject, type ProjectModel } from "./fit.ts"
export type { ProjectTask } from "./input.ts"
