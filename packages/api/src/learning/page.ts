import { listProjectsOf } from "@justesse/db"
import { listRounds } from "@justesse/db/learning/practice"
import type { ConfirmedItem } from "@justesse/quality/learning/confirmed"
import { errorProfile, worthPractising } from "@justesse/quality/learning/errorProfile"
import { type EdgeFigures, LEAST_SHOWN } from "@justesse/quality/learning/offsets"
import { choosePractice } from "@justesse/quality/learning/practice"
import { AssignmentId, JustesseError } from "@justesse/types"
import type { ErrorProfile, LearnInput, LearnPage } from "@justesse/types/wire/learning"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { ontologyOf } from "../work/submit.ts"
import { type ConfirmedOne, confirmedOf, correctedOf } from "./items.ts"
import { onlyRead, readWholeOf, together } from "./read.ts"

type LearningDeps = Pick<Deps, "storage" | "nowMs">

/** A corrected known answer is told of for so long. */
const TOLD_MS = 30 * 86_400_000

/**
 * What a person's confirmed errors in one project have in common. It is theirs alone: no other procedure answers with any of it.
 * @throws JustesseError not_found for a project that is not theirs
 */
export async function learnPage(
  deps: LearningDeps,
  personId: number,
  { project: slug, utcOffsetMinutes }: z.infer<typeof LearnInput>,
): Promise<LearnPage> {
  const { db } = deps.storage
  const mine = (await listProjectsOf(db, personId)).filter(({ state }) => state !== "deleted")
  const isMine = ({ projectId }: { readonly projectId: number }) => mine.some(({ id }) => id === projectId)
  const all = (await confirmedOf(db, personId)).filter(isMine)
  const readWhole = onlyRead(all, (await readWholeOf(db, { personId })).filter(isMine))
  const projects = mine.map(({ id, slug: project, name }) => ({
    project,
    name,
    confirmed: [...all, ...readWhole].filter(({ projectId }) => projectId === id).length,
  }))
  const latest = mine.find(({ id }) => id === (all[0] ?? readWhole[0])?.projectId) ?? mine[0]
  const shown = slug === null ? latest : mine.find((one) => one.slug === slug)
  if (slug !== null && !shown) throw new JustesseError("not_found", { project: slug })
  const own = all.filter(({ projectId }) => projectId === shown?.id)
  const ownRead = readWhole.filter(({ projectId }) => projectId === shown?.id)
  const measured = own.flatMap((one) => one.items)
  const items = together(own, ownRead)
  const profile = profileOf(items, utcOffsetMinutes)
  const corrected = (await correctedOf(db, personId, deps.nowMs() - TOLD_MS)).filter(
    ({ projectId }) => projectId === shown?.id,
  )
  return {
    projects,
    project: shown?.slug ?? null,
    ontology: shown ? await ontologyOf(deps, shown.id, shown.ontologyVersion) : null,
    least: LEAST_SHOWN,
    sources: {
      gold: countBy(own, "gold"),
      decision: countBy(own, "decision"),
      mentor: ownRead.length,
      items: items.length,
    },
    profile: items.length === 0 ? null : profile,
    // What is practised is laid beside a right answer: where a mentor read, there is none.
    practice: choosePractice(measured, profile.focus).length,
    practised: shown
      ? (await listRounds(db, personId, shown.id, 3)).map(({ tasks, atMs }) => ({ pictures: tasks.length, atMs }))
      : [],
    correction: correctionOf(measured, corrected, utcOffsetMinutes),
  }
}

function countBy(all: readonly ConfirmedOne[], by: ConfirmedOne["by"]): number {
  return all.filter((one) => one.by === by).length
}

/** What confirmed errors have in common, as it goes out to whose they are, and to a mentor whom they accepted. */
export function profileOf(items: readonly ConfirmedItem[], utcOffsetMinutes: number): ErrorProfile {
  const found = errorProfile(items, utcOffsetMinutes)
  const { edges, weeks, boxes, sinceMs } = found.edges
  return {
    edges: {
      boxes,
      sinceMs,
      edges: edges && edgesOf(edges),
      weeks: weeks.map((week) => ({ weekMs: week.weekMs, boxes: week.boxes, edges: edgesOf(week.edges) })),
    },
    outlines: { shapes: found.outlines.shapes, movedPx: found.outlines.movedPx && meanOf(found.outlines.movedPx) },
    missed: {
      bySize: found.missed.bySize.map((row) => ({ fromPx: row.fromPx, ...shareOf(row) })),
      byLabel: found.missed.byLabel.map((row) => ({ label: row.label, ...shareOf(row) })),
    },
    confusions: found.confusions.map((row) => ({ right: row.right, mine: row.mine, ...shareOf(row) })),
    characters: {
      ...{ texts: found.characters.texts, tooLong: found.characters.tooLong },
      classes: found.characters.classes.map(({ example, class: of, replaced, leftOut, added, ...share }) => ({
        ...{ class: of, ...shareOf(share), replaced, leftOut, added, example },
      })),
    },
    noted: found.noted.map((row) => ({ about: row.about, ...shareOf(row) })),
    focus: worthPractising(found),
  }
}

type Interval = readonly [number, number]
const meanOf = ({ mean, interval: [low, high] }: { mean: number; interval: Interval }) => ({
  mean,
  interval: [low, high] as [number, number],
})
const shareOf = ({ times, of, interval: [low, high] }: { times: number; of: number; interval: Interval }) => ({
  ...{ times, of },
  interval: [low, high] as [number, number],
})

function edgesOf(edges: NonNullable<EdgeFigures["edges"]>) {
  return edges.map(({ edge, px, ratio, foundAt }) => ({
    ...{ edge, px: meanOf(px), ratio: meanOf(ratio) },
    found: foundAt !== null,
  }))
}

type Corrected = Awaited<ReturnType<typeof correctedOf>>

/** What known answers that were wrong had said, and what is said without them. */
function correctionOf(
  items: readonly ConfirmedItem[],
  corrected: Corrected,
  utcOffsetMinutes: number,
): LearnPage["correction"] {
  const [last] = corrected
  if (!last) return null
  const withThem = [...items, ...corrected.flatMap((one) => one.items)]
  const before = errorProfile(withThem, utcOffsetMinutes).edges.edges
  const after = errorProfile(items, utcOffsetMinutes).edges.edges
  const moved = (before ?? []).flatMap(({ edge, px }) => {
    const now = after?.find((one) => one.edge === edge)
    return now ? [{ edge, before: px.mean, after: now.px.mean }] : []
  })
  const [most] = moved.sort((a, b) => Math.abs(b.before - b.after) - Math.abs(a.before - a.after))
  return {
    times: corrected.length,
    atMs: last.correctedAtMs,
    assignmentId: AssignmentId.parse(last.assignmentId),
    found: corrected.some(({ isFinder }) => isFinder),
    edge: most ?? null,
  }
}
