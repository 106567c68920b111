import { type AnswerParts, labelIdFor } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"

interface Props {
  readonly answers: AnswerParts
  readonly isDisabled: boolean
  readonly onChange: (answers: AnswerParts) => void
}

/** Most that are asked for: each is a press, and nine of them have a key. */
const MOST = 20

/** What may have made somebody say so: words that the owner chooses, beside which everybody may write their own. */
export function ReasonTags({ answers, isDisabled, onChange }: Props) {
  const t = useT("labels")
  const language = useLanguage()
  const [name, setName] = useState("")
  const tags = answers.tags ?? []
  const keep = (next: typeof tags) => {
    const { tags: _, ...rest } = answers
    onChange(next.length === 0 ? rest : { ...rest, tags: next })
  }
  const add = () => {
    const written = name.trim()
    if (written === "" || tags.length >= MOST) return
    keep([
      ...tags,
      {
        id: labelIdFor(
          written,
          tags.map(({ id }) => id),
        ),
        name: { en: written },
      },
    ])
    setName("")
  }
  return (
    <fieldset className={`bare ${measures.above8}`} disabled={isDisabled}>
      <legend>{t("tags.title")}</legend>
      <p className="dim sm">{t("tags.how")}</p>
      {tags.map((tag) => (
        <div className="inline" key={tag.id}>
          <TextInput
            aria-label={t("tags.one")}
            maxLength={60}
            onChange={({ currentTarget }) =>
              keep(
                tags.map((one) =>
                  one.id === tag.id ? { ...one, name: { ...one.name, [language]: currentTarget.value } } : one,
                ),
              )
            }
            value={inLanguage(tag.name, language)}
          />
          <Button onClick={() => keep(tags.filter(({ id }) => id !== tag.id))}>{t("tags.remove")}</Button>
        </div>
      ))}
      <div className="inline">
        <TextInput
          aria-label={t("tags.new")}
          maxLength={60}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return
            event.preventDefault()
            add()
          }}
          placeholder={t("tags.new")}
          value={name}
        />
        <Button disabled={name.trim() === "" || tags.length >= MOST} onClick={add}>
          {t("tags.add")}
        </Button>
      </div>
    </fieldset>
  )
}
