import { type Label, LabelId } from "@justesse/types"
import type { ImportPreview, LabelChoice } from "@justesse/types/wire/imports"
import { NativeSelect } from "@mantine/core"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"

interface Props {
  readonly found: ImportPreview["labels"]
  readonly labels: readonly Label[]
  readonly choices: ReadonlyMap<string, LabelChoice>
  readonly colorOf: (name: string) => string
  readonly onChoose: (name: string, choice: LabelChoice) => void
}

/** What each label of the files becomes: a label of the project, a new one, or nothing. */
export function LabelMap({ found, labels, choices, colorOf, onChoose }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const language = useLanguage()
  const options = [
    { value: "new", label: t("map.new") },
    { value: "out", label: t("map.out") },
    ...labels
      .filter(({ retired }) => !retired)
      .map(({ id, name }) => ({ value: `=${id}`, label: name[language] ?? name.en ?? id })),
  ]
  return (
    <table className="tbl">
      <thead>
        <tr>
          <th>{t("map.inFile")}</th>
          <th className="num">{t("map.regions")}</th>
          <th aria-hidden="true" />
          <th>{t("map.here")}</th>
        </tr>
      </thead>
      <tbody>
        {found.map(({ name, regions, choice }) => (
          <tr key={name}>
            <td>
              <span className={`inline ${measures.gap8}`}>
                <span className="swatch" style={{ background: colorOf(name) }} />
                {name}
              </span>
            </td>
            <td className="num">{format.number(regions)}</td>
            <td className={measures.wide28}>
              <Icon name="right" small />
            </td>
            <td>
              <NativeSelect
                aria-label={t("map.becomes", { name })}
                size="xs"
                data={options}
                value={optionOf(choices.get(name) ?? choice)}
                onChange={(event) => onChoose(name, choiceOf(event.currentTarget.value))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function optionOf(choice: LabelChoice): string {
  return choice.to === "existing" ? `=${choice.label}` : choice.to
}

function choiceOf(option: string): LabelChoice {
  if (option === "new" || option === "out") return { to: option }
  return { to: "existing", label: LabelId.parse(option.slice(1)) }
}
