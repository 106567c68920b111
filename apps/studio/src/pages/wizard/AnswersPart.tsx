import type { OverlapRule } from "@justesse/types"
import { NumberInput, Radio } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Part } from "./Part.tsx"
import type { DraftWork } from "./useDraft.ts"

/** One answer and more on a share, or the same number on each. */
export function AnswersPart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  return (
    <Part number={4} title={t("answers.title")}>
      <OverlapChoice
        overlap={work.draft.settings.overlap}
        onChange={(overlap) => work.change({ settings: { ...work.draft.settings, overlap } })}
      />
    </Part>
  )
}

interface Props {
  readonly overlap: OverlapRule
  readonly onChange: (overlap: OverlapRule) => void
}

/** The rule of how many people answer each picture, as a sentence with numbers in it. */
export function OverlapChoice({ overlap, onChange }: Props) {
  const t = useT("wizard")
  const share = overlap.more > overlap.base && overlap.moreRatio > 0 && overlap.moreRatio < 1
  const set = (part: Partial<OverlapRule>) => {
    const next = { ...overlap, ...part }
    onChange({ ...next, more: Math.max(next.base, next.more) })
  }
  const choose = (value: string) =>
    set(value === "share" ? { base: 1, more: 2, moreRatio: 0.1 } : { base: 3, more: 3, moreRatio: 0 })
  const number = (value: number | string, least: number, most: number) =>
    Math.min(most, Math.max(least, Number(value) || least))
  return (
    <Radio.Group aria-label={t("answers.title")} value={share ? "share" : "each"} onChange={choose}>
      <div className={`inline ${measures.high40}`}>
        <Radio value="share" label={t("answers.share")} />
        <NumberInput
          aria-label={t("answers.shareOf")}
          size="xs"
          w={72}
          suffix=" %"
          min={1}
          max={99}
          value={share ? Math.round(overlap.moreRatio * 100) : 10}
          onChange={(value) => set({ base: 1, more: 2, moreRatio: number(value, 1, 99) / 100 })}
        />
        <span>{t("answers.ofPictures")}</span>
      </div>
      <div className={`inline ${measures.high40}`}>
        <Radio value="each" label={t("answers.eachBefore")} />
        <NumberInput
          aria-label={t("answers.each")}
          size="xs"
          w={56}
          min={1}
          max={20}
          value={share ? 3 : overlap.base}
          onChange={(value) => set({ base: number(value, 1, 20), more: number(value, 1, 20), moreRatio: 0 })}
        />
        <span>{t("answers.each")}</span>
      </div>
    </Radio.Group>
  )
}
