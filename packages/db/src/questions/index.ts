export { questionsConcern } from "../hot/sqliteQuestions.ts"
export * from "./messages.ts"
export * from "./notices.ts"
export * from "./threads.ts"
