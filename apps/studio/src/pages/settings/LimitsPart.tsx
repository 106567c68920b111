import type { Preferences } from "@justesse/types"
import { DEFAULT_LIMITS, LIMIT_BOUNDS, type OwnLimits } from "@justesse/types/pace/limits"
import { NumberInput, Switch, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { ContentFields } from "../../content/OwnFields.tsx"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { forgetLimit } from "../../time/pace.ts"
import { Section, Seg } from "../../ui/layout.tsx"
import { useKept } from "../../ui/useKept.ts"
import css from "./page.module.css"
import { VarietyFields } from "./VarietyFields.tsx"

const BREAKS = ["never", "20", "30", "50", "90"] as const

/** How long somebody wants to work, and when not. Theirs alone. */
export function LimitsPart({ preferences }: { readonly preferences: Preferences }) {
  const t = useT("settings")
  const [limits, set] = useKept(preferences.limits ?? DEFAULT_LIMITS, async (next) => {
    await api.account.update.mutate({ limits: next })
    forgetLimit()
    await Promise.all([refresh("account"), refresh("work")])
  })
  // Whoever changes a limit wants it to hold.
  const change = (part: Partial<OwnLimits>) => set((now) => ({ ...now, ...part, moreUntilMs: null }))
  const every = BREAKS.find((one) => one === String(limits.breakEvery ?? "never")) ?? "50"
  return (
    <div id="limits">
      <Section title={t("limits.title")}>
        <p className="dim">{t("limits.text")}</p>
        <div className={`fields ${measures.above8}`}>
          <div className={`inline ${css.setting}`}>
            <span>{t("limits.breakEvery")}</span>
            <Seg
              label={t("limits.breakEvery")}
              big
              value={every}
              options={BREAKS.map((value) => ({
                value,
                name: value === "never" ? t("limits.never") : t("limits.minutes", { minutes: value }),
              }))}
              onChange={(value) => change({ breakEvery: value === "never" ? null : Number(value) })}
            />
          </div>
          <Hours of="day" limits={limits} change={change} />
          <Hours of="week" limits={limits} change={change} />
          <Quiet limits={limits} change={change} />
          <VarietyFields limits={limits} change={change} />
          <ContentFields limits={limits} change={change} preferences={preferences} />
        </div>
      </Section>
    </div>
  )
}

interface Part {
  readonly limits: OwnLimits
  readonly change: (part: Partial<OwnLimits>) => void
}

/** Hours of a day or a week; an empty field is no limit. */
function Hours({ of, limits, change }: Part & { readonly of: "day" | "week" }) {
  const t = useT("settings")
  const { least, most } = LIMIT_BOUNDS[of]
  const minutes = limits[of]
  const kept = minutes === null ? "" : minutes / 60
  const [typed, setTyped] = useState<number | string | null>(null)
  const keep = () => {
    const hours = typed === "" ? null : Number(typed)
    if (typed === null || (hours !== null && !Number.isFinite(hours))) return setTyped(null)
    const next = hours === null ? null : Math.min(most, Math.max(least, Math.round(hours * 60)))
    if (next !== minutes) change({ [of]: next })
    setTyped(null)
  }
  return (
    <NumberInput
      label={t(`limits.${of}`)}
      description={t(`limits.${of}Text`)}
      inputWrapperOrder={["label", "input", "description"]}
      min={least / 60}
      max={most / 60}
      step={0.5}
      decimalScale={2}
      suffix=" h"
      value={typed ?? kept}
      placeholder={t("limits.none")}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  )
}

const pad = (value: number) => String(value).padStart(2, "0")
const toClock = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
function toMinute(clock: string): number | null {
  const [hours = Number.NaN, minutes = Number.NaN] = clock.split(":").map(Number)
  const minute = hours * 60 + minutes
  return Number.isInteger(minute) ? minute : null
}
/** From ten in the evening until seven. */
const NIGHT = { from: 22 * 60, until: 7 * 60 }

function Quiet({ limits: { quiet }, change }: Part) {
  const t = useT("settings")
  const set = (part: "from" | "until", clock: string) => {
    const minute = toMinute(clock)
    if (quiet && minute !== null) change({ quiet: { ...quiet, [part]: minute } })
  }
  return (
    <>
      <Switch
        label={t("limits.quiet")}
        description={t("limits.quietText")}
        checked={quiet !== null}
        onChange={(event) => change({ quiet: event.currentTarget.checked ? NIGHT : null })}
      />
      {quiet && (
        <div className="inline">
          {(["from", "until"] as const).map((part) => (
            <TextInput
              key={part}
              type="time"
              label={t(`limits.${part}`)}
              value={toClock(quiet[part])}
              onChange={(event) => set(part, event.currentTarget.value)}
            />
          ))}
        </div>
      )}
    </>
  )
}
