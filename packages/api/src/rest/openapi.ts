import { ProjectSlug } from "@justesse/types"
import { RestFailure } from "@justesse/types/wire/rest"
import { z } from "zod"
import { BASE } from "./base.ts"
import type { Route } from "./route.ts"
import { ROUTES } from "./routes/index.ts"

type Json = Record<string, unknown>

/** Statuses with which a request can be refused, and when. */
const REFUSALS: Readonly<Record<string, string>> = {
  "400": "Something asked does not fit: the code and the field say what.",
  "401": "No token, or one that is over.",
  "403": "The token's scope or the person's role does not allow it.",
  "404": "There is no such thing, or not for you.",
  "409": "It cannot be done as things stand.",
  "413": "The body is too large.",
  "503": "Busy or read-only: try again later.",
}

/**
 * The OpenAPI 3.1 document of every route, from the schemas that check them.
 * @param server address of the studio, without a slash at the end
 */
export function openApi(server: string, version: string): Json {
  const schemas = new Schemas()
  const paths: Record<string, Json> = {}
  for (const route of ROUTES) {
    const path = `${BASE}${route.path}`
    paths[path] = { ...paths[path], [route.method]: operationOf(route, schemas) }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Justesse",
      version,
      description: "Add pictures, attach predictions, see how far it is, freeze versions and take them away.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: server }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token, from Settings." } },
      schemas: { Failure: schemas.of(RestFailure, "output"), ...schemas.shared() },
    },
  }
}

function operationOf(route: Route, schemas: Schemas): Json {
  const refused = Object.entries(REFUSALS).map(([status, description]) => [
    status,
    { description, content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } } },
  ])
  const who = route.may === "person" ? "" : ` For ${route.may.map((role) => `${role}s`).join(" and ")} of the project.`
  return {
    operationId: route.id,
    summary: route.about,
    description: `Needs the scope ${route.scope}.${who}`,
    parameters: [...pathParameters(route, schemas), ...queryParameters(route, schemas)],
    ...bodyOf(route, schemas),
    responses: { ...answersOf(route, schemas), ...Object.fromEntries(refused) },
  }
}

function bodyOf({ body }: Route, schemas: Schemas): Json {
  if (body === null) return {}
  const content =
    body === "file"
      ? { "application/octet-stream": { schema: { type: "string", contentMediaType: "application/octet-stream" } } }
      : { "application/json": { schema: schemas.of(body, "input") } }
  return { requestBody: { required: true, content } }
}

function answersOf({ answer, status }: Route, schemas: Schemas): Json {
  if (answer !== "file") {
    const description = status === 202 ? "Begun: the job says how far it is." : "Done."
    return { [status]: { description, content: { "application/json": { schema: schemas.of(answer, "output") } } } }
  }
  const content = { "application/zip": { schema: { type: "string", contentMediaType: "application/zip" } } }
  return {
    "200": { description: "The whole file.", content },
    "206": { description: "The bytes that Range asked for.", content },
    "416": { description: "The file has no such bytes." },
  }
}

function pathParameters({ path, params }: Route, schemas: Schemas): Json[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)
  return names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: schemas.of(params.shape[name] ?? ProjectSlug, "output"),
  }))
}

function queryParameters({ query }: Route, schemas: Schemas): Json[] {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    in: "query",
    required: !field.safeParse(undefined).success,
    // A text on the wire: what it must read as is what comes out of its schema.
    schema: schemas.of(field, "output"),
  }))
}

/** Where schemas that refer to themselves stand; all others stand where they are used. */
const COMPONENTS = "#/components/schemas"

/** Schemas of one document. What refers to itself ("any JSON") is kept once, under a name. */
class Schemas {
  readonly #shared = new Map<string, string>()

  of(schema: z.ZodType, io: "input" | "output"): Json {
    const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" })
    let text = JSON.stringify(json)
    for (const [id, definition] of Object.entries($defs)) {
      const own = JSON.stringify(definition).replaceAll(`#/$defs/${id}"`, '#"')
      if (!this.#shared.has(own)) this.#shared.set(own, `Shared${this.#shared.size + 1}`)
      text = text.replaceAll(`#/$defs/${id}"`, `${COMPONENTS}/${this.#shared.get(own)}"`)
    }
    return JSON.parse(text)
  }

  shared(): Json {
    return Object.fromEntries(
      [...this.#shared].map(([own, name]) => [name, JSON.parse(own.replaceAll('"#"', `"${COMPONENTS}/${name}"`))]),
    )
  }
}
