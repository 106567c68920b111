import type { Box, Language } from "@justesse/types"
import { clausesOf } from "@justesse/types/guideline"

type Edge = "left" | "top" | "right" | "bottom"

/** How far each edge of mine lies from the kept one, whole image pixels; edges within half a pixel are the same. */
export function edgeMoves(mine: Box, kept: Box): { readonly edge: Edge; readonly px: number }[] {
  const moves = [
    { edge: "left", px: kept.x - mine.x },
    { edge: "top", px: kept.y - mine.y },
    { edge: "right", px: kept.x + kept.width - mine.x - mine.width },
    { edge: "bottom", px: kept.y + kept.height - mine.y - mine.height },
  ] as const
  return moves
    .filter((move) => Math.abs(move.px) >= 0.5)
    .map((move) => ({ edge: move.edge, px: Math.round(Math.abs(move.px)) }))
}

/** The first paragraph of a clause, to quote; null when the guideline has no such clause. */
export function clauseText(guideline: string, number: string, language: Language): string | null {
  const clause = clausesOf(guideline, language).find((one) => one.number === number)
  const first = clause?.markdown.split(/\n\s*\n/)[0]?.trim()
  return first || clause?.title || null
}
