import { boxOf } from "@justesse/types"
import { type Seeded, seeded } from "../agreement/seeded.ts"
import type { ProjectInput, ProjectTask } from "../project/input.ts"
import { region } from "./regions.ts"

/** How a simulated person draws: bias and spread of edges in pixels, shares missed, made up and called otherwise. */
export interface Habits {
  readonly name: string
  readonly bias?: readonly [number, number, number, number]
  readonly spread?: number
  readonly miss?: number
  readonly extra?: number
  readonly wrong?: number
}

/** How a project of simulated people is made: who answers, how many pictures, how many answers for `each`. */
export interface Simulation {
  readonly people: readonly Habits[]
  readonly pictures: number
  readonly each: number
  readonly seed?: number
  /** Smaller side of things from, to. */
  readonly sides?: readonly [number, number]
  /** Extra chance to miss things under 24 px. */
  readonly missSmall?: number
  readonly keep?: "truth" | "none"
  readonly texts?: boolean
}

const DAY_MS = 86_400_000
/** The labels that things of a simulated project have. */
export const LABELS = ["crate", "sack", "sign"] as const
const START_MS = Date.UTC(2026, 10, 13, 9)

/** A project with known truth: pictures of three to six things that `each` of the people answered. */
export function simulated({ keep = "none", ...how }: Simulation): ProjectInput {
  const dice = seeded(how.seed ?? 1)
  const tasks = Array.from({ length: how.pictures }, (_, n): ProjectTask => {
    const truth = Array.from({ length: 3 + Math.floor(dice() * 4) }, (_, i) => thing(dice, i, how))
    const shift = Math.floor(dice() * how.people.length)
    const who = Array.from({ length: how.each }, (_, i) => how.people[(shift + i) % how.people.length])
    const atMs = START_MS + Math.floor((n / how.pictures) * 10) * DAY_MS
    return {
      task: `t${n}`,
      size: { width: 1_000, height: 800 },
      answers: who.flatMap((person, i) =>
        person ? [{ person: person.name, atMs: atMs + i * 60_000, regions: drawn(dice, truth, person, how) }] : [],
      ),
      final: keep === "truth" ? truth : null,
      finalBy: "gold",
    }
  })
  const rule = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
  return { readsText: false, settle: rule, labels: [...LABELS], tasks, reasons: [], secondLooks: [], audits: [] }
}

function thing(dice: Seeded, i: number, { sides = [20, 120], texts }: Simulation) {
  const width = sides[0] + dice() * (sides[1] - sides[0])
  const height = width * (1 + dice() * 0.5)
  const label = LABELS[Math.floor(dice() * LABELS.length)] ?? "crate"
  // A column each, so that things never overlap.
  return region(`r${i}`, [160 * i + dice() * (150 - Math.min(150, width)), dice() * 600, width, height], {
    label,
    ...(texts && { text: `No ${Math.floor(dice() * 1_000)}` }),
  })
}

type Things = readonly ReturnType<typeof thing>[]

function drawn(dice: Seeded, truth: Things, person: Habits, { missSmall = 0 }: Simulation): Things {
  const { bias = [0, 0, 0, 0], spread = 1.5, miss = 0.03, extra = 0.02, wrong = 0.02 } = person
  const found = truth.filter((one) => dice() >= (boxOf(one).width < 24 ? miss + missSmall : miss))
  const boxes = found.map((one, i) => {
    const box = boxOf(one)
    const edge = (k: number, value: number) => value + (bias[k] ?? 0) + (dice() + dice() + dice() - 1.5) * 2 * spread
    const [left, top] = [edge(0, box.x), edge(1, box.y)]
    const [right, bottom] = [edge(2, box.x + box.width), edge(3, box.y + box.height)]
    const other = LABELS[(LABELS.indexOf(one.label as (typeof LABELS)[number]) + 1) % LABELS.length] ?? "crate"
    return region(`r${i}`, [left, top, Math.max(2, right - left), Math.max(2, bottom - top)], {
      label: dice() < wrong ? other : one.label,
      ...(one.transcript && { text: dice() < wrong ? `${one.transcript.value}8` : one.transcript.value }),
    })
  })
  const made = dice() < extra * truth.length
  return made ? [...boxes, region("x", [dice() * 900, 700 + dice() * 50, 40, 40], { label: "sign" })] : boxes
}
