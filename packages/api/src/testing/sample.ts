import type { z } from "zod"

/** Values that some leaf of our schemas takes, tried in this order. Numbers begin with one that names nothing. */
const CANDIDATES: readonly unknown[] = [
  987_654,
  1,
  0.5,
  0,
  "00000000-0000-4000-8000-000000000000",
  "x",
  "somebody@example.org",
  "https://example.org",
  "2026-01-01",
  "#112233",
  "a".repeat(64),
  "0".repeat(8),
  "A",
  "1",
  "",
  false,
  true,
  null,
]

// What zod keeps about a schema, as far as samples need it.
interface Definition {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly items?: readonly z.ZodType[]
  readonly options?: readonly z.ZodType[]
  readonly entries?: Record<string, unknown>
  readonly values?: readonly unknown[]
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly getter?: () => z.ZodType
}

/** Some value that a schema takes; null where none was found. */
export function sampleOf(schema: z.ZodType): unknown {
  const definition = schema._zod.def as unknown as Definition // zod's own record of the schema, read-only
  switch (definition.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(definition.shape ?? {})
          .map(([key, inner]): [string, unknown] => [key, sampleOf(inner)])
          .filter(([, value]) => value !== undefined),
      )
    case "array": {
      const element = definition.element
      return schema.safeParse([]).success || !element ? [] : [sampleOf(element)]
    }
    case "tuple":
      return (definition.items ?? []).map(sampleOf)
    case "union":
      return definition.options?.[0] ? sampleOf(definition.options[0]) : null
    case "enum":
      return Object.values(definition.entries ?? {})[0]
    case "literal":
      return definition.values?.[0]
    case "nullable":
      return null
    case "optional":
      return undefined
    case "record":
      return {}
    case "lazy":
      return definition.getter ? sampleOf(definition.getter()) : null
    case "pipe":
      return definition.in ? sampleOf(definition.in) : null
    case "default":
      return definition.innerType ? sampleOf(definition.innerType) : null
    default:
      return CANDIDATES.find((candidate) => schema.safeParse(candidate).success) ?? null
  }
}
