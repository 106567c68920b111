import { findStretches } from "@justesse/quality/shapes/stretches"
import { boxOf, type Disagreement, inLanguage, type Label, type Region, type Span } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { useMemo } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useValueText } from "../form/useValueText.ts"
import { momentText } from "../sound/times.ts"
import { type AnswerRow, isCut, leadingRow, textOf } from "./model/answers.ts"
import { type EdgeSpread, edgeAt, isPlain, shiftsAgainst } from "./model/edges.ts"

/** Texts for answers, in the language shown. */
export interface AnswerTexts {
  label(region: Region | null): string
  /** What a region says to the questions that people answered differently. */
  attributes(region: Region, disagreement: Disagreement): string
  /** What a region answers to the question that its label is; null where that is none. */
  value(region: Region): string | null
  marks(region: Region | null): string
  edge(spread: EdgeSpread): string
  /** An answer about geometry: how its edges lie against the proposed ones. */
  geometry(disagreement: Disagreement, row: AnswerRow, rows: readonly AnswerRow[]): string
  /** Into how many segments an answer cuts what others cut otherwise, and where. */
  cut(row: AnswerRow): string
  /** A difference in its list: what it is about. */
  about(region: Region | null): string
}

/** Texts for the answers of a task, by its own labels. */
export function useAnswerTexts(task: ReviewTask | null): AnswerTexts {
  const t = useT("review")
  const language = useLanguage()
  const format = useFormat()
  const answered = useValueText()
  return useMemo(() => {
    const labels = new Map<string, Label>((task?.ontology.labels ?? []).map((label) => [label.id, label]))
    const label = (region: Region | null) => {
      if (!region) return t("answer.nothing")
      const known = labels.get(region.label)
      const name = known ? inLanguage(known.name, language) : region.label
      // What it should be instead is what people differ on where they would correct a text.
      if (region.fixed?.transcript) return t("answer.fixed", { label: name, text: region.fixed.transcript.value })
      return region.speaker === undefined ? name : t("answer.by", { label: name, speaker: region.speaker })
    }
    const attributes = (region: Region, { candidates }: Disagreement) => {
      const asked = labels.get(region.label)?.attributes ?? []
      const known = asked.filter(
        ({ id }) => new Set(candidates.map((candidate) => candidate.region?.attributes?.[id])).size > 1,
      )
      const parts = known.map((attribute) => {
        const value = region.attributes?.[attribute.id]
        const name = inLanguage(attribute.name, language)
        const option = attribute.options.find((one) => one.id === value)
        if (option) return `${name} ${inLanguage(option.name, language)}`
        if (value === undefined) return `${name} –`
        return `${name} ${value === true ? t("answer.yes") : value === false ? t("answer.no") : String(value)}`
      })
      return parts.join(", ")
    }
    const px = (value: number) => t("answer.px", { px: format.number(Math.abs(value), Math.abs(value) < 10 ? 1 : 0) })
    const edge = ({ edge: name, fromPx, toPx }: EdgeSpread) =>
      t("answer.edgeBy", { edge: t(`edge.${name}`), px: px(toPx - fromPx) })
    const value = (region: Region) => answered(region, labels.get(region.label))
    return {
      label,
      attributes,
      value,
      edge,
      cut({ pieces = [] }) {
        const starts = pieces.slice(1).flatMap(({ geometry }) => (geometry.type === "span" ? geometry.startMs : []))
        const at = starts.map((ms) => momentText(ms, 2, language)).join(", ")
        return at === "" ? t("answer.uncut") : t("answer.cut", { number: format.number(pieces.length), at })
      },
      marks(region) {
        const { value: text = "", marks = [], parts = [] } = region?.transcript ?? {}
        const words = parts.map(({ from, to, mark }) =>
          t("mark.on", { mark: t(`mark.${mark}`), text: text.slice(from, to) }),
        )
        return [...marks.map((mark) => t(`mark.${mark}`)), ...words].join(", ")
      },
      geometry(disagreement, row, rows) {
        if (!row.region) return t("answer.nothing")
        if (isCut(disagreement)) return this.cut(row)
        if (row.region.geometry.type === "span") return borders(row.region.geometry, disagreement)
        const leading = leadingRow(rows)
        if (row.proposed && row.letters.length === 0) return mixture(row.region, rows)
        const proposal = leading?.region
        if (!proposal || leading === row) return label(row.region)
        if (!isPlain([row.region, proposal])) return stretches(row.region, proposal)
        const shifts = shiftsAgainst(boxOf(row.region), boxOf(proposal)).slice(0, 1)
        if (shifts.length === 0) return t("answer.samePlace")
        const texts = shifts.map(({ edge: name, outwardPx }) =>
          t(outwardPx > 0 ? "answer.out" : "answer.in", { edge: t(`edge.${name}`), px: px(outwardPx) }),
        )
        return texts.join(", ")
      },
      about(region) {
        const text = textOf(region)
        return text === "" ? label(region) : text
      },
    }
    /** From when to when, of a stretch whose start or end people put elsewhere: the one that differs, else both. */
    function borders({ startMs, endMs }: Span, { candidates }: Disagreement): string {
      const spans = candidates.flatMap(({ region }) => (region?.geometry.type === "span" ? [region.geometry] : []))
      const isApart = (border: "startMs" | "endMs") => new Set(spans.map((span) => span[border])).size > 1
      const texts = [
        ...(isApart("startMs") ? [t("answer.starts", { at: momentText(startMs, 2, language) })] : []),
        ...(isApart("endMs") ? [t("answer.ends", { at: momentText(endMs, 2, language) })] : []),
      ]
      return texts.length > 0 ? texts.join(", ") : t("answer.samePlace")
    }
    /** Outlines have no edges with names: in how many places they differ, and by how much at most. */
    function stretches({ geometry }: Region, proposal: Region): string {
      const found = findStretches(geometry, proposal.geometry)
      const [deepest] = found
      if (!deepest) return t("answer.samePlace")
      return t("answer.stretches", { count: found.length, px: px(deepest.depthPx) })
    }
    /** "top of B, left of A": whose edges a merged box takes. */
    function mixture(proposal: Region, rows: readonly AnswerRow[]): string {
      const given = rows.filter((row) => row.letters.length > 0 && row.region !== null)
      if (!isPlain([proposal, ...given.flatMap(({ region }) => region ?? [])])) return t("answer.betweenLines")
      const edges = [
        ...new Set(
          given
            .flatMap(({ region }) => (region ? shiftsAgainst(boxOf(region), boxOf(proposal)) : []))
            .map((s) => s.edge),
        ),
      ]
      const texts = edges.slice(0, 2).map((name) => {
        const from = given.find(
          ({ region }) => region && Math.abs(edgeAt(boxOf(region), name) - edgeAt(boxOf(proposal), name)) <= 0.5,
        )
        const values = { edge: t(`edge.${name}`), letter: from?.letters[0] ?? "" }
        return from ? t("answer.edgeOf", values) : null
      })
      const known = texts.filter((one) => one !== null)
      return known.length === 0 ? t("answer.between") : known.join(", ")
    }
  }, [task, t, language, format, answered])
}
