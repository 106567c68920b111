import { ErrorProfile, LearnPage, Practice, PracticeFeedback } from "@justesse/types/wire/learning"
import { expect, test } from "vitest"
import { z } from "zod"
import type { Meta } from "../core/trpc.ts"
import { appRouter } from "../index.ts"
import { ROUTES } from "../rest/routes/index.ts"

/** Members of a schema, however deep, each with the members beside it. */
function objectsIn(schema: z.ZodType): string[][] {
  const json = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" })
  const objects: string[][] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== "object" || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties") objects.push(Object.keys(inner).sort())
      visit(inner)
    }
  }
  visit(json)
  return objects
}

const own = [ErrorProfile, LearnPage, Practice, PracticeFeedback]
/** Names that only the profile has. Others (`label`, `regions`, `of`) stand all over the wire and say nothing by themselves. */
const ITS_OWN = [
  ...["edges", "outlines", "confusions", "characters", "focus", "bySize", "movedPx", "tooLong", "px"],
  ...["practice", "practised", "correction", "earlier", "sources"],
]
const record = appRouter._def.procedures as unknown as Record<string, { _def: { meta: Meta; output?: z.ZodType } }> // flat, by path

test("the names looked for are names of the profile", () => {
  const names = new Set(own.flatMap(objectsIn).flat())
  expect(ITS_OWN.filter((name) => !names.has(name))).toEqual([])
})

test("COA-4: no call of a requester, reviewer or operator answers with any of it, nor does the REST API", () => {
  const outputs = Object.entries(record)
    .filter(([, { _def }]) => _def.meta.may !== "person" && !isOwnPractice(_def.meta))
    .map(([path, { _def }]) => [path, _def.output] as const)
  expect(outputs.length).toBeGreaterThan(60)
  const rest = ROUTES.map((route) => [route.path, route.answer] as const)
  const found = [...outputs, ...rest].flatMap(([path, schema]) =>
    schema instanceof z.ZodType
      ? objectsIn(schema)
          .flat()
          .filter((name) => ITS_OWN.includes(name))
          .map((name) => `${path}: ${name}`)
      : [],
  )
  expect(found).toEqual([])
})

/** Pictures of one's own to practise on: for annotators alone, and of the caller. */
function isOwnPractice({ may }: Meta): boolean {
  return Array.isArray(may) && may.length === 1 && may[0] === "annotator"
}

test("whoever asks reads of themself: no call of this topic takes another person", () => {
  const inputs = Object.entries(
    appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>,
  ) // as above
    .filter(([path]) => path.startsWith("learning."))
    .flatMap(([path, { _def }]) =>
      _def.inputs.flatMap((input) =>
        objectsIn(input)
          .flat()
          .map((name) => `${path}: ${name}`),
      ),
    )
  expect(inputs.length).toBeGreaterThan(0)
  expect(inputs.filter((one) => /person|annotator|who/i.test(one))).toEqual([])
})
