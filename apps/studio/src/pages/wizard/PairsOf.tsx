import { HOW_MUCH } from "@justesse/types"
import { KINDS } from "@justesse/types/kinds/list"
import { PAIRS_EACH, PAIRS_MOST } from "@justesse/types/project"
import { countPairs } from "@justesse/work/pairs/design"
import { Checkbox, NumberInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { PairsFile } from "../labels/PairsFile.tsx"
import type { DraftWork } from "./useDraft.ts"

/** Which pictures are put beside each other: each in so many comparisons, or as a file has it; and whether it is asked by how much. */
export function PairsOf({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const { draft, change, project, shown } = work
  const each = draft.settings.pairs?.each ?? PAIRS_EACH
  const set = (next: number) => change({ settings: { ...draft.settings, pairs: { each: next } } })
  const { labels } = draft.ontology
  const asks = labels.some(({ attributes }) => attributes.some(({ id }) => id === HOW_MUCH))
  const askMuch = (isAsked: boolean) => {
    const given = new Map((KINDS[draft.kind].verdicts ?? []).map(({ id, attributes }) => [id, attributes]))
    const next = labels.map((label) => ({ ...label, attributes: isAsked ? (given.get(label.id) ?? []) : [] }))
    change({ ontology: { ...draft.ontology, labels: next } })
  }
  const pictures = shown?.pictures ?? 0
  return (
    <>
      {each > 0 && (
        <NumberInput
          allowDecimal={false}
          className={measures.above8}
          clampBehavior="blur"
          description={pictures > 1 ? t("pairs.eachHow", { count: countPairs(pictures, each) }) : t("pairs.eachLater")}
          inputWrapperOrder={["label", "input", "description"]}
          label={t("pairs.each")}
          max={PAIRS_MOST}
          min={2}
          onChange={(value) => typeof value === "number" && value >= 2 && set(Math.min(PAIRS_MOST, Math.round(value)))}
          value={each}
          w={260}
        />
      )}
      <Checkbox
        checked={each === 0}
        className={measures.above8}
        label={t("pairs.fromFile")}
        onChange={(event) => set(event.currentTarget.checked ? 0 : PAIRS_EACH)}
      />
      <Checkbox
        checked={asks}
        className={measures.above8}
        label={t("pairs.much")}
        onChange={(event) => askMuch(event.currentTarget.checked)}
      />
      {project !== null && <PairsFile project={project} />}
    </>
  )
}
