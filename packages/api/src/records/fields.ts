import type { z } from "zod"

// What zod keeps about a schema, as far as its fields need it.
interface Definition {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly items?: readonly z.ZodType[]
  readonly options?: readonly z.ZodType[]
  readonly innerType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly left?: z.ZodType
  readonly right?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly getter?: () => z.ZodType
}

/** Schemas that hold themselves are followed so far. */
const DEEPEST = 12

function visit(schema: z.ZodType, at: string, found: Set<string>, depth: number): void {
  const definition = schema._zod.def as unknown as Definition // zod's own record of the schema, read-only
  const into = (inner: z.ZodType | undefined, path = at) => inner && visit(inner, path, found, depth + 1)
  if (depth > DEEPEST) return
  switch (definition.type) {
    case "object":
      for (const [key, inner] of Object.entries(definition.shape ?? {})) into(inner, at === "" ? key : `${at}.${key}`)
      return
    case "array":
      return void into(definition.element, `${at}[]`)
    case "tuple":
      for (const item of definition.items ?? []) into(item, `${at}[]`)
      return
    case "record":
      return void into(definition.valueType, `${at}.*`)
    case "union":
      for (const option of definition.options ?? []) into(option)
      return
    case "intersection":
      into(definition.left)
      return void into(definition.right)
    case "lazy":
      return void into(definition.getter?.())
    case "pipe": {
      // What is upgraded on its way in is declared as it is afterwards.
      const isUpgrade = definition.in?._zod.def.type === "transform"
      return void into(isUpgrade ? definition.out : definition.in)
    }
    default:
      if (definition.innerType) into(definition.innerType)
      else found.add(at)
  }
}

/** Every field that a schema takes, however deep: `batches[].seconds`, `keys.own.*[].shift`. */
export function fieldsOf(schema: z.ZodType): string[] {
  const found = new Set<string>()
  visit(schema, "", found, 0)
  return [...found]
}
