import { isOpinion, KINDS, type ProjectKind, type ResolveRule, type TextRule } from "@justesse/types"
import { NumberInput, Select } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Part } from "./Part.tsx"
import type { DraftWork } from "./useDraft.ts"

/** What agrees enough is settled by rule; reviewers decide the rest. */
export function ResolvePart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const { draft, change } = work
  return (
    <Part number={6} title={t("settle.title")}>
      <p className={`dim ${measures.below8}`}>{t(isOpinion(draft.kind) ? "settle.opinion" : "settle.text")}</p>
      <ResolveFields
        kind={draft.kind}
        settle={draft.settings.settle}
        onChange={(rule) => change({ settings: { ...draft.settings, settle: rule } })}
      />
    </Part>
  )
}

interface Props {
  readonly kind: ProjectKind
  readonly settle: ResolveRule
  readonly onChange: (rule: ResolveRule) => void
}

/** Whether texts are compared in a kind. */
export const comparesTexts = (kind: ProjectKind) => KINDS[kind].parts !== "whole" || KINDS[kind].asksFields === true

/** What makes two texts one where only their words count. */
const WORDS_ALONE: readonly TextRule[] = ["case", "punctuation", "apostrophes"]

const chosenOf = ({ text, rules = [] }: ResolveRule) =>
  text === "exact" && WORDS_ALONE.every((rule) => rules.includes(rule)) ? "words" : text

/** The rule with another choice of how texts agree; spellings that count as one for other reasons stay. */
function withTexts({ rules = [], ...rule }: ResolveRule, value: string | null): ResolveRule {
  const others = rules.filter((one) => !WORDS_ALONE.includes(one))
  const next = value === "words" ? [...WORDS_ALONE, ...others] : others
  const text = value === "ignore_case_and_spaces" ? value : "exact"
  return { ...rule, text, ...(next.length > 0 && { rules: next }) }
}

/** What is behind "agrees": how near things must lie, where they are placed, and when texts are the same, where there are any. */
export function ResolveFields({ kind, settle: rule, onChange }: Props) {
  const t = useT("wizard")
  const { parts } = KINDS[kind]
  const match = t(parts === "span" ? "settle.matchSpan" : "settle.match")
  const percent = (value: number | string) => Math.min(100, Math.max(1, Number(value) || 1)) / 100
  return (
    <div className={`fields ${measures.gap12}`}>
      {parts !== "whole" && (
        <>
          <div className="inline">
            <span>{match}</span>
            <NumberInput
              aria-label={match}
              size="xs"
              w={72}
              suffix=" %"
              min={1}
              max={100}
              value={Math.round(rule.matchIou * 100)}
              onChange={(value) => onChange({ ...rule, matchIou: percent(value) })}
            />
          </div>
          <div className="inline">
            <span>{t("settle.settle")}</span>
            <NumberInput
              aria-label={t("settle.settle")}
              size="xs"
              w={72}
              suffix=" %"
              min={1}
              max={100}
              value={Math.round(rule.settleIou * 100)}
              onChange={(value) => onChange({ ...rule, settleIou: percent(value) })}
            />
          </div>
        </>
      )}
      {comparesTexts(kind) && (
        <Select
          label={t("settle.textRule")}
          allowDeselect={false}
          data={[
            { value: "exact", label: t("settle.exact") },
            { value: "ignore_case_and_spaces", label: t("settle.loose") },
            { value: "words", label: t("settle.words") },
          ]}
          value={chosenOf(rule)}
          onChange={(value) => onChange(withTexts(rule, value))}
          w={420}
        />
      )}
    </div>
  )
}
