export * from "./contract.ts"
export * from "./fileSet.ts"
export { isPictureName, PictureIndex } from "./pictures.ts"
