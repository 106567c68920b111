import { inLanguage, LabelId } from "@justesse/types"
import type { ModelTried } from "@justesse/types/models/asked"
import { NativeSelect } from "@mantine/core"
import type { z } from "zod"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { Tag } from "../../../ui/layout.tsx"

interface Props {
  readonly tried: Pick<z.infer<typeof ModelTried>, "words" | "ontology">
  readonly onChoose: (word: string, label: LabelId | null) => void
}

/** Each word that a model used, and the project's label that it stands for: another one, or none, can be chosen. */
export function WordsPart({ tried: { words, ontology }, onChoose }: Props) {
  const t = useT("models")
  const format = useFormat()
  const language = useLanguage()
  const options = [
    { value: "", label: t("connect.leftOut") },
    ...ontology.labels
      .filter(({ retired }) => !retired)
      .map(({ id, name }) => ({ value: String(id), label: inLanguage(name, language) })),
  ]
  return (
    <table className="tbl">
      <thead>
        <tr>
          <th>{t("connect.word")}</th>
          <th>{t("label")}</th>
          <th className="num">{t("connect.times")}</th>
        </tr>
      </thead>
      <tbody>
        {words.map(({ word, count, label }) => (
          <tr key={word}>
            <td>
              <code>{word}</code> {label === null && <Tag tone="need">{t("connect.chooseOrLeave")}</Tag>}
            </td>
            <td>
              <NativeSelect
                aria-label={t("connect.labelFor", { word })}
                data={options}
                onChange={(event) =>
                  onChoose(word, event.currentTarget.value === "" ? null : LabelId.parse(event.currentTarget.value))
                }
                size="xs"
                value={label ?? ""}
              />
            </td>
            <td className="num">{format.number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
