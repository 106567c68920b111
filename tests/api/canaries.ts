import { sampleOf } from "@justesse/api/testing/sample"
import { AnnotationBody } from "@justesse/types"
import type { z } from "zod"

/** Begins every text of a known answer, and nothing else. */
export const CANARY = "zq7canary"
/** Digits of every number of a known answer: so many that no other number of an hour's traffic has them by chance. */
const DIGITS = "71317264"

/** A known answer whose every text, key and number says so, another for each `n`. */
export function canaryBody(n: number, label = "line"): AnnotationBody {
  const place = (whole: number) => whole + Number(`0.${DIGITS}${String(n).padStart(4, "0")}1`)
  const name = `${CANARY}${n}`
  return AnnotationBody.parse({
    regions: [
      {
        ...{
          id: name,
          label,
          geometry: {
            type: "quad",
            points: [
              { x: place(200), y: place(100) },
              { x: place(250), y: place(102) },
              { x: place(249), y: place(122) },
              { x: place(199), y: place(120) },
            ],
          },
        },
        transcript: { value: `${name} text`, language: "fr" },
        attributes: { [name]: `${name} value`, number: place(7) },
        foreign: { [name]: `${name} foreign` },
      },
    ],
    nothingHere: false,
  })
}

/** Traces of canaries in a text: none, or which. */
export function traces(text: string): string[] {
  return [CANARY, `.${DIGITS}`].filter((trace) => text.includes(trace))
}

/** What an annotator can know of a project. */
export interface Known {
  readonly project: string
  /** Their own assignments. */
  readonly assignments: readonly string[]
  /** Numbers to try as tasks, assets, versions and imports. */
  readonly numbers: readonly number[]
}

/** Every procedure with every way to fill its input from what somebody knows. */
export function crawlInputs(
  router: { readonly _def: { readonly procedures: object } },
  { project, assignments, numbers }: Known,
): { path: string; input: unknown; isQuery: boolean }[] {
  // Flat, by path: what tRPC keeps of a router.
  const all = Object.entries(
    router._def.procedures as Record<string, { _def: { inputs?: z.ZodType[]; type?: string } }>,
  )
  return all.flatMap(([path, { _def }]) => {
    const sample: Record<string, unknown> = Object.assign({}, ...(_def.inputs ?? []).map(sampleOf))
    const at = { ...sample, ...("project" in sample ? { project } : {}) }
    const fill = (key: string, value: unknown) => (key in sample ? [{ ...at, [key]: value }] : [])
    const tries = [
      at,
      ...assignments.flatMap((id) => [...fill("assignmentId", id), ...fill("before", id)]),
      ...numbers.flatMap((id) =>
        ["asset", "task", "id", "version", "difference", "undo", "set"].flatMap((key) => fill(key, id)),
      ),
      ...numbers
        .slice(0, 3)
        .map((id) => ({ ...at, ...("assets" in sample ? { assets: [id] } : {}), limit: 100, search: CANARY })),
    ]
    return tries.map((input) => ({ path, input, isQuery: _def.type === "query" }))
  })
}
