import type { Preferences } from "@justesse/types"
import { TextInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import { Seg } from "../../ui/layout.tsx"
import { useForm } from "../../ui/useForm.ts"
import css from "./page.module.css"

type Credit = NonNullable<Preferences["credit"]>
type Choice = Credit["as"] | "none"

interface Props {
  readonly credit: Preferences["credit"]
  /** The name under which they are known here: what they begin from. */
  readonly name: string
  readonly onChange: (credit: Credit | null) => void
}

/** Whether and how datasets name me: not at all, unless I say so. */
export function CreditPart({ credit, name, onChange }: Props) {
  const t = useT("settings")
  const printed = credit?.as === "name" ? credit.name : name
  const typed = useForm(printed)
  const options = (["none", "pseudonym", "name"] as const).map((value) => ({ value, name: t(`creditOf.${value}`) }))
  const choose = (as: Choice) => onChange(as === "none" ? null : as === "name" ? { as, name: printed } : { as })
  const keep = () => {
    const next = typed.form.trim()
    if (next === "" || next === printed) return
    onChange({ as: "name", name: next })
    typed.saved(next)
  }
  return (
    <>
      <div className={`inline ${css.setting}`}>
        <span>{t("credit")}</span>
        <Seg label={t("credit")} big value={credit?.as ?? "none"} options={options} onChange={choose} />
      </div>
      <p className="dim sm">{t("creditText")}</p>
      {credit?.as === "name" && (
        <TextInput
          label={t("creditName")}
          maxLength={80}
          value={typed.form}
          onChange={(event) => typed.change(event.currentTarget.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === "Enter" && keep()}
        />
      )}
    </>
  )
}
