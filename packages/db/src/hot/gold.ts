import { FIRST_GOLD_RATE_PPM, goldPlace, isGoldDraw } from "@justesse/work/goldDraw"
import type { NextInput } from "./operations.ts"

/** What `assignment.drawn` says of a turn. */
export const ORDINARY = 0
export const MIXED_IN = 1
export const TRY_OUT = 2

/**
 * SQL: whether a task `g` begins as ordinary tasks do. Where people begin with a model's proposals, gold without any would be
 * told by its empty beginning (I5), so it is drawn only when it has some. `project` is how the statement names the project.
 */
export const beginsAlike = (project: string): string => `(
    not exists (select 1 from prediction_set s where s.project_id = ${project} and s.proposes = 1)
      and not exists (select 1 from proposal o where o.project_id = ${project} and o.set_id > 0)
    or exists (select 1 from prediction_set s
      join prediction p on p.project_id = s.project_id and p.set_id = s.id and p.task_id = g.task_id
      left join proposal o on o.project_id = p.project_id and o.task_id = p.task_id
      where s.project_id = ${project} and (o.set_id = s.id or (o.set_id is null and s.proposes = 1))))`

/** Gold that one look reads through: it begins where the person's walk is, so that more are hardly ever needed. */
export const GOLD_SCAN = 64

/** Where a person stands in the gold of a project, as stored. */
export interface GoldStand {
  readonly places: number
  readonly rate: number | null
  /** Try-outs not sent yet; null for somebody who was never asked. */
  readonly left: number | null
  /** Tasks drawn before. */
  readonly drawn: number
}

/** Decides, for one call, which draws are gold and where to look for it. */
export interface GoldDraws {
  isGold(made: number): boolean
  placeOf(made: number): number
}

/** The draws of a person who stands here; null where nothing is mixed in. `made`: tasks drawn in this call before. */
export function goldDraws(
  { gold, personId }: Pick<NextInput, "gold" | "personId">,
  stand: GoldStand | undefined,
): GoldDraws | null {
  if (!gold?.mixed || !stand || stand.places === 0) return null
  const rate = stand.rate ?? FIRST_GOLD_RATE_PPM
  const lot = (made: number) => ({ seed: gold.seed, person: personId, drawn: stand.drawn + made })
  return {
    isGold: (made) => isGoldDraw(lot(made), rate),
    placeOf: (made) => goldPlace(lot(made), stand.places),
  }
}

/** Try-outs that somebody still has to send: null where nothing was said yet and they may be asked now. */
export function tryOutsLeft(gold: NextInput["gold"], stand: GoldStand | undefined): number | null {
  if (!gold || gold.tryOut <= 0 || !stand || stand.places === 0) return 0
  if (stand.left !== null) return stand.left
  // Whoever worked here before try-outs were set does not start anew.
  return stand.drawn === 0 ? null : 0
}
