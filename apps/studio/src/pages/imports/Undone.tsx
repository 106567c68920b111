import type { ImportUndone, KeptLabel } from "@justesse/types/wire/imports"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { TextLink } from "../../ui/Button.tsx"
import { Intro } from "../../ui/layout.tsx"

interface Props {
  readonly project: string
  readonly undone: ImportUndone
}

/** What taking an import back took away, in one sentence. */
export function UndoneLead({ undone }: Pick<Props, "undone">) {
  const t = useT("imports")
  const { pictures, answers, predictions, labels } = undone
  const went = Object.entries({ pictures, answers, predictions, labels })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => t(`undone.went.${what}`, { count }))
    .join(", ")
  const kept = undone.keptPictures + undone.keptAnswers
  return (
    <Intro>
      <Rich t={t} k={went === "" ? "undone.nothing" : "undone.lead"} values={{ went }} />
      {kept > 0 && ` ${t("undone.kept", { count: kept })}`}
    </Intro>
  )
}

/** Labels that stay, with why, and what people begin with from now on; nothing where there is nothing to say. */
export function UndoneNotes({ project, undone }: Props) {
  const t = useT("imports")
  const { keptLabels, proposes, labels } = undone
  if (keptLabels.length === 0 && proposes === null && labels === 0) return null
  const of = (why: KeptLabel["why"]) => keptLabels.filter((label) => label.why === why)
  const text = (why: KeptLabel["why"]) => {
    const names = of(why).map(({ name }) => t("undone.quoted", { name }))
    return names.length > 0 && `${t(`undone.${why}`, { count: names.length, names: names.join(", ") })} `
  }
  return (
    <div className="note">
      {(labels > 0 || keptLabels.length > 0) && (
        <p>
          {labels > 0 && `${t("undone.labels", { count: labels })} `}
          {text("used")}
          {text("changed")}
          <TextLink to="/p/$project/labels" params={{ project }}>
            {t("undone.toLabels")}
          </TextLink>
        </p>
      )}
      {proposes && (
        <p>
          {t("undone.proposes", { name: proposes.name })}{" "}
          <TextLink to="/p/$project/models/$set" params={{ project, set: String(proposes.set) }}>
            {t("toSet")}
          </TextLink>
        </p>
      )}
    </div>
  )
}
