import { type ProjectSettings, WritingRules } from "@justesse/types"
import { Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { Section } from "../../ui/layout.tsx"

interface Props {
  readonly settings: ProjectSettings
  readonly set: (part: Partial<ProjectSettings>) => void
}

const NONE: WritingRules = { palette: [], languages: [], direction: "ltr" }
const DIRECTIONS = ["ltr", "rtl", "ttb"] as const

/** How lines of text are written down: characters that keyboards lack, languages, and which way lines are read. */
export function WritingFields({ settings, set }: Props) {
  const t = useT("projectSettings")
  const rules = settings.writing ?? NONE
  const change = (part: Partial<WritingRules>) => set({ writing: { ...rules, ...part } })
  return (
    <Section title={t("writing.title")}>
      <div className="fields">
        <Words of="palette" rules={rules} onChange={(palette) => change({ palette })} />
        <Words of="languages" rules={rules} onChange={(languages) => change({ languages })} />
        <Select
          allowDeselect={false}
          data={DIRECTIONS.map((value) => ({ value, label: t(`writing.reads.${value}`) }))}
          label={t("writing.direction")}
          onChange={(value) => change({ direction: DIRECTIONS.find((one) => one === value) ?? "ltr" })}
          value={rules.direction}
          w={320}
        />
      </div>
    </Section>
  )
}

interface WordsProps {
  readonly of: "palette" | "languages"
  readonly rules: WritingRules
  readonly onChange: (words: string[]) => void
}

/** A list as words with blanks between; what cannot be one of them is left out of it, and stays in the field. */
function Words({ of, rules, onChange }: WordsProps) {
  const t = useT("projectSettings")
  const [typed, setTyped] = useState(rules[of].join(" "))
  const write = (text: string) => {
    setTyped(text)
    const words = [...new Set(text.split(/\s+/))].filter((word) => word !== "")
    const fits = words.filter((word) => WritingRules.shape[of].safeParse([word]).success)
    onChange(fits.slice(0, of === "palette" ? 35 : 20))
  }
  return (
    <TextInput
      description={t(`writing.${of}Text`)}
      inputWrapperOrder={["label", "input", "description"]}
      label={t(`writing.${of}`)}
      onChange={(event) => write(event.currentTarget.value)}
      value={typed}
    />
  )
}
