/** What the hosting process needs of the API, apart from the router's type. */
export { type Auth, createAuth, PASSWORD_LENGTH } from "./auth/auth.ts"
export { authOptions } from "./auth/options.ts"
export { createSessions, type Sessions } from "./auth/sessions.ts"
export { memberAccess, signedIn } from "./core/access.ts"
export type { Context, Who } from "./core/context.ts"
export type { Deps, Host, Outbox, Pictures, PreparedPicture, StudioSettings, Uploads, ZipFiles } from "./core/deps.ts"
export { refusal, serveHot } from "./core/shortRoad.ts"
export { HOT } from "./hot.ts"
