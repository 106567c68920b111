import type { ProjectSettings } from "@justesse/types"
import { ContentClass, REFUSED_CONTENT } from "@justesse/types"
import { Checkbox, TextInput } from "@mantine/core"
import { useT } from "../i18n/useT.ts"
import measures from "../theme/measures.module.css"
import css from "./content.module.css"

const NOTHING: NonNullable<ProjectSettings["content"]> = { classes: [], other: "" }

/** What an owner declares that pictures may hold. What is refused stands there with its reason. */
export function DeclareFields({
  content = NOTHING,
  onChange,
}: {
  readonly content?: ProjectSettings["content"]
  readonly onChange: (content: NonNullable<ProjectSettings["content"]>) => void
}) {
  const t = useT("content")
  const set = (one: ContentClass, isDeclared: boolean) => {
    const classes = isDeclared ? [...content.classes, one] : content.classes.filter((each) => each !== one)
    onChange({ ...content, classes })
  }
  const isOther = content.classes.includes("other")
  return (
    <div className={css.classes}>
      <p className="dim">{t("declareText")}</p>
      {ContentClass.options.map((one) => (
        <Checkbox
          key={one}
          checked={content.classes.includes(one)}
          label={t(`common:contentClass.${one}`)}
          onChange={(event) => set(one, event.currentTarget.checked)}
        />
      ))}
      {isOther && (
        <TextInput
          error={content.other.trim() === "" ? t("otherMissing") : undefined}
          label={t("other")}
          maxLength={400}
          onChange={(event) => onChange({ ...content, other: event.currentTarget.value })}
          value={content.other}
        />
      )}
      <Checkbox
        checked={false}
        className={measures.upTo760}
        description={t("refusedText")}
        disabled
        label={`${t(`common:contentClass.${REFUSED_CONTENT}`)}: ${t("refused")}`}
        onChange={() => undefined}
      />
    </div>
  )
}
