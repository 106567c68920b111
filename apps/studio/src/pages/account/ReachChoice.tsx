import type { Reach } from "@justesse/types"
import { TextInput } from "@mantine/core"
import { useId } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import css from "./page.module.css"

interface Props {
  readonly reach: Reach
  readonly publicUrl: string
  readonly urlError?: string | undefined
  /** What asks it says what it asks already: a dialog with that title. */
  readonly titled?: boolean
  readonly addresses: { readonly computer: string; readonly network: readonly string[] }
  readonly onReach: (reach: Reach) => void
  readonly onUrl: (url: string) => void
}

/** Only this computer, this network, or a public address; each with what people would type. */
export function ReachChoice({ reach, publicUrl, urlError, titled, addresses, onReach, onUrl }: Props) {
  const t = useT("account")
  const group = useId()
  const choices: readonly { reach: Reach; name: string; hint: string }[] = [
    { reach: "computer", name: t("setup.computer"), hint: addresses.computer },
    {
      reach: "network",
      name: t("setup.network"),
      hint: addresses.network[0] ? t("setup.networkHint", { address: addresses.network[0] }) : t("setup.noNetwork"),
    },
    { reach: "public", name: t("setup.public"), hint: t("setup.publicHint") },
  ]
  return (
    <fieldset className="bare" aria-label={titled ? t("setup.reach") : undefined}>
      {!titled && (
        <legend>
          <h2>{t("setup.reach")}</h2>
        </legend>
      )}
      <div className="rows">
        {choices.map((choice) => (
          <label key={choice.reach} className={`row ${measures.pressable}`}>
            <input
              type="radio"
              name={group}
              checked={choice.reach === reach}
              onChange={() => onReach(choice.reach)}
              className={css.dotIn}
            />
            <span className="g">
              {choice.reach === reach ? <b className="b">{choice.name}</b> : choice.name}
              <span className={`hint ${measures.flushAbove}`}>{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
      {reach === "public" && (
        <TextInput
          label={t("setup.publicUrl")}
          type="url"
          aria-required
          error={urlError}
          placeholder="https://labels.example.org"
          value={publicUrl}
          onChange={(event) => onUrl(event.currentTarget.value)}
          className={measures.above12}
        />
      )}
    </fieldset>
  )
}
