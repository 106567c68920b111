import { type AssignmentId, regionOf } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { createStore } from "zustand/vanilla"
import { readHere } from "../../shell/browserKeeps.ts"

/** How many are seen at once, and how many stand in a row. */
export const GRID_SIZES = { 16: 4, 9: 3 } as const

/** Many things looked at at once: those that are marked are not right. */
export interface Grid {
  /** A grid is on the page: its keys act. */
  readonly isOn: boolean
  readonly size: keyof typeof GRID_SIZES
  /** The one that the arrows are on. */
  readonly at: number
  readonly marked: ReadonlySet<AssignmentId>
  /** Tiles that have been in sight: only those can be sent. */
  readonly seen: ReadonlySet<AssignmentId>
  /** Those that come by themselves, with all that can be said of one: passed on, asked about, corrected. */
  readonly alone: ReadonlySet<AssignmentId>
  /** The one that arrows are on is seen alone. */
  readonly isCloser: boolean
  /** While they are sent: those of this grid, and how many are gone. */
  readonly sending: { readonly leases: readonly Lease[]; readonly done: number } | null
}

/** Under which name this browser keeps how many are seen at once. */
export const SIZE_KEY = "justesse.gridSize"

const START: Grid = {
  isOn: false,
  size: readHere(SIZE_KEY) === "9" ? 9 : 16,
  at: 0,
  marked: new Set(),
  seen: new Set(),
  alone: new Set(),
  isCloser: false,
  sending: null,
}

/** The grid of this window; there is one task page at most. */
export const grid = createStore<Grid>(() => START)

/** The leases that a grid shows: the one in hand and those behind it, as many as fit. */
export function tilesOf(inHand: Lease | null, ahead: readonly Lease[], size: Grid["size"]): readonly Lease[] {
  return inHand ? [inHand, ...ahead].filter(({ about }) => regionOf(about) !== null).slice(0, size) : []
}

/** Where an arrow leads: within the grid, and no further. */
export function movedIn(at: number, by: "left" | "right" | "up" | "down", count: number, columns: number): number {
  const step = { left: -1, right: 1, up: -columns, down: columns }[by]
  const next = at + step
  const isSameRow = Math.floor(next / columns) === Math.floor(at / columns)
  if (next < 0 || next >= count || ((by === "left" || by === "right") && !isSameRow)) return at
  return next
}

/** The tiles whose time runs while a grid is seen or sent: all of them. None where there is no grid. */
export function tilesNow(inHand: Lease | null, ahead: readonly Lease[]): readonly Lease[] {
  const { isOn, size, sending } = grid.getState()
  return isOn ? (sending?.leases ?? tilesOf(inHand, ahead, size)) : []
}

/** The first of these tiles that was never in sight, by its position; -1 where all were. */
export function firstUnseen(tiles: readonly Pick<Lease, "assignmentId">[], seen: Grid["seen"]): number {
  return tiles.findIndex(({ assignmentId }) => !seen.has(assignmentId))
}

/** One is marked, or not any more. */
export function toggled(marked: Grid["marked"], id: AssignmentId | undefined): ReadonlySet<AssignmentId> {
  const next = new Set(marked)
  if (id !== undefined && !next.delete(id)) next.add(id)
  return next
}

/** All are marked; or none, where all were. */
export function allToggled(marked: Grid["marked"], ids: readonly AssignmentId[]): ReadonlySet<AssignmentId> {
  return ids.every((id) => marked.has(id)) ? new Set() : new Set(ids)
}

/** Pixels on screen of the line around a thing of a wall. */
const LINE_PX = 2.5

/** Returns the width of that line on a canvas of `drawn` pixels that is shown at `shown`; 0 shown: as it is drawn. */
export function lineWidthFor(drawn: number, shown: number): number {
  return shown > 0 ? (LINE_PX * drawn) / shown : LINE_PX
}
