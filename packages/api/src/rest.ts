/** The public part of the API over plain HTTP, for the hosting process. */
export { BASE } from "./rest/base.ts"
export { openApi } from "./rest/openapi.ts"
export type { FileAnswer, RawBody, Route } from "./rest/route.ts"
export { ROUTES } from "./rest/routes/index.ts"
