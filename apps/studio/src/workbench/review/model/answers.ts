import { mergeCandidates } from "@justesse/quality/review/apply"
import { isTied } from "@justesse/quality/review/tie"
import {
  boxOf,
  canonicalJson,
  type Decision,
  type Disagreement,
  isSameShape,
  type Letter,
  type Region,
} from "@justesse/types"
import { isSameBox } from "./edges.ts"

/** One answer to choose: what is proposed, what one or several people said, or both. */
export interface AnswerRow {
  readonly letters: readonly Letter[]
  /** Space takes it. */
  readonly proposed: boolean
  readonly region: Region | null
  /** What it is cut into, where others cut it otherwise. */
  readonly pieces?: readonly Region[] | undefined
  readonly share: number
  /** The letter that takes it; null for the proposal alone (Space) and for letters whose key means something else. */
  readonly key: Letter | null
}

/** Letters that are keys of the page's answers; `E` edits, and later ones mean other things. */
const KEYS: readonly string[] = ["A", "B", "C", "D", "F"]

/**
 * The answers to a difference by their letters, A first, equal ones in one row; what is proposed and nobody's own comes last. At a tie
 * nothing is proposed.
 */
export function answerRows(disagreement: Disagreement): AnswerRow[] {
  const { candidates, proposal, pieces, kind, confidence } = disagreement
  const proposed = { region: proposal, pieces }
  const same = candidates.find((candidate) => isSameAnswerIn(kind, candidate, proposed))
  const others = candidates.filter((candidate) => candidate !== same)
  if (isTied(disagreement)) return byLetter(candidates.map(rowOf))
  const taken: AnswerRow = {
    letters: same?.letters ?? [],
    proposed: true,
    ...proposed,
    share: confidence,
    key: keyOf(same?.letters ?? []),
  }
  return byLetter([taken, ...others.map(rowOf)])
}

/** Code units order letters, and no letter comes last. */
function byLetter(rows: readonly AnswerRow[]): AnswerRow[] {
  const first = ({ letters }: AnswerRow) => [...letters].sort()[0] ?? "~"
  return [...rows].sort((p, q) => (first(p) < first(q) ? -1 : 1))
}

/** The answer that others are told apart from: what is proposed, else the first. */
export function leadingRow(rows: readonly AnswerRow[]): AnswerRow | undefined {
  return rows.find(({ proposed }) => proposed) ?? rows[0]
}

function rowOf({ letters, region, pieces, share }: Disagreement["candidates"][number]): AnswerRow {
  return { letters, region, pieces, share, proposed: false, key: keyOf(letters) }
}

/** Whether a row is what was decided. */
export function isChosen(row: AnswerRow, disagreement: Disagreement, decision: Decision | null): boolean {
  if (decision?.outcome === "take") return row.letters.includes(decision.letter)
  if (decision?.outcome !== "proposal" && decision?.outcome !== "merge") return false
  const kept = keptBy(disagreement, decision)
  // At a tie no row is the proposed one.
  if (row.proposed || kept === undefined || !isTied(disagreement)) return row.proposed
  return isSameAnswerIn(disagreement.kind, row, { region: kept, pieces: disagreement.pieces })
}

function keyOf(letters: readonly Letter[]): Letter | null {
  return letters.find((letter) => KEYS.includes(letter)) ?? null
}

type Said = Pick<AnswerRow, "region" | "pieces">

/** Whether two answers say the same about what a difference is about. The box only counts where it is the question. */
function isSameAnswerIn(kind: Disagreement["kind"], one: Said, other: Said): boolean {
  const [a, b] = [one.region, other.region]
  if (a === null || b === null) return a === b
  if (!areCutTheSame(one.pieces, other.pieces)) return false
  if (a.label !== b.label || a.speaker !== b.speaker || textOf(a) !== textOf(b)) return false
  if (canonicalJson(a.attributes ?? {}) !== canonicalJson(b.attributes ?? {})) return false
  if (marksOf(a) !== marksOf(b)) return false
  return kind !== "place" || isSamePosition(a, b)
}

/** As many pieces, each at the same place. */
function areCutTheSame(a: readonly Region[] = [], b: readonly Region[] = []): boolean {
  return a.length === b.length && a.every((piece, at) => isSameShape(piece.geometry, (b[at] ?? piece).geometry))
}

/** Whether people cut what a difference is about into pieces differently. */
export function isCut({ candidates }: Disagreement): boolean {
  return candidates.some(({ pieces }) => pieces)
}

/** What is said of a text and of its words besides its letters, in one order. */
function marksOf({ transcript: { marks = [], parts = [] } = { value: "" } }: Region): string {
  return canonicalJson([...marks, ...parts.map(({ from, to, mark }) => `${mark} ${from} ${to}`)].sort())
}

/** Boxes that are the same to half a pixel; of other shapes only the very same. */
function isSamePosition(a: Region, b: Region): boolean {
  const areBoxes = a.geometry.type === "box" && b.geometry.type === "box"
  return areBoxes ? isSameBox(boxOf(a), boxOf(b)) : isSameShape(a.geometry, b.geometry)
}

/** The text of an answer, composed; empty where there is none. */
export function textOf(region: Region | null): string {
  return (region?.transcript?.value ?? "").normalize("NFC")
}

/** What a decision keeps of a difference; undefined where that is left open. */
export function keptBy(disagreement: Disagreement, decision: Decision): Region | null | undefined {
  switch (decision.outcome) {
    case "take":
      return disagreement.candidates.find(({ letters }) => letters.includes(decision.letter))?.region
    case "proposal":
      return disagreement.proposal
    case "merge":
      return disagreement.proposal ?? mergeCandidates(disagreement)
    case "edit":
      return decision.region
    case "none":
      return null
    case "undecidable":
      return undefined
  }
}
