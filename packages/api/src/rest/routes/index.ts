import type { Route } from "../route.ts"
import { outgoingRoutes } from "./exports.ts"
import { incomingRoutes } from "./imports.ts"
import { projectRoutes } from "./projects.ts"
import { rowRoutes } from "./rows.ts"

/** Every route of the public API. The server serves this table and the OpenAPI document is made of it. */
export const ROUTES: readonly Route[] = [...projectRoutes, ...incomingRoutes, ...rowRoutes, ...outgoingRoutes]
