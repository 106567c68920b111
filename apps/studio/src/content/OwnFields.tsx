import type { Preferences } from "@justesse/types"
import { LIMIT_BOUNDS, type OwnLimits } from "@justesse/types/pace/limits"
import { NumberInput, Switch } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import { useKept } from "../ui/useKept.ts"

/** How much declared content somebody is given in an hour, and whether they see it at once. Theirs alone. */
export function ContentFields({
  limits,
  change,
  preferences,
}: {
  readonly limits: OwnLimits
  readonly change: (part: Partial<OwnLimits>) => void
  readonly preferences: Preferences
}) {
  const t = useT("content")
  const { least, most } = LIMIT_BOUNDS.content
  const [typed, setTyped] = useState<number | string | null>(null)
  const [isShown, show] = useKept(preferences.contentShown ?? false, async (contentShown) => {
    await api.account.update.mutate({ preferences: { ...preferences, contentShown } })
    await refresh("account")
  })
  const keep = () => {
    const pictures = typed === "" ? null : Number(typed)
    if (typed === null || (pictures !== null && !Number.isFinite(pictures))) return setTyped(null)
    change({ contentAnHour: pictures === null ? null : Math.min(most, Math.max(least, Math.round(pictures))) })
    setTyped(null)
  }
  return (
    <>
      <NumberInput
        allowDecimal={false}
        description={t("anHourText")}
        inputWrapperOrder={["label", "input", "description"]}
        label={t("anHour")}
        max={most}
        min={least}
        onBlur={keep}
        onChange={setTyped}
        onKeyDown={(event) => event.key === "Enter" && keep()}
        placeholder={t("settings:limits.none")}
        value={typed ?? limits.contentAnHour ?? ""}
      />
      <Switch
        checked={isShown}
        description={t("shownText")}
        label={t("shown")}
        onChange={(event) => show(() => event.currentTarget.checked)}
      />
    </>
  )
}
