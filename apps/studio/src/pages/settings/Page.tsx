import type { Preferences } from "@justesse/types"
import { Switch, TextInput } from "@mantine/core"
import { api, refresh } from "../../api.ts"
import { chooseLanguage } from "../../i18n/index.ts"
import { useT } from "../../i18n/useT.ts"
import { AHEAD_CHOICES, aheadOf } from "../../offline/ahead.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { chooseTheme } from "../../theme/appearance.ts"
import measures from "../../theme/measures.module.css"
import { AwayPart } from "../../time/AwayPart.tsx"
import { ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro, Rule, Section, Seg } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useForm } from "../../ui/useForm.ts"
import { useKept } from "../../ui/useKept.ts"
import { usePaidWork } from "../pay/own/useEarned.ts"
import { ClosePart } from "./ClosePart.tsx"
import { CreditPart } from "./CreditPart.tsx"
import { LimitsPart } from "./LimitsPart.tsx"
import { NoticesPart } from "./NoticesPart.tsx"
import { PasswordPart } from "./PasswordPart.tsx"
import css from "./page.module.css"
import { SaverSwitch } from "./SaverSwitch.tsx"
import { SessionsPart } from "./SessionsPart.tsx"
import { TokensPart } from "./TokensPart.tsx"

/** My name, my screen, my password, my sessions, my tokens. Each change is kept at once. */
export function SettingsPage() {
  const t = useT("settings")
  const me = useMe()
  const person = me?.person
  const decides = me?.projects.some(({ roles }) => roles.includes("reviewer")) === true
  const isPaid = usePaidWork()
  usePageName(t("title"))
  if (!person) return null
  return (
    <div className="content">
      <Head title={t("title")} />
      <Intro>{t("lead", { name: person.name, email: person.email })}</Intro>
      <div className={measures.above24}>
        <NamePart name={person.name} />
      </div>
      <Rule />
      <ScreenPart name={person.name} preferences={person.preferences} />
      <Rule />
      <LimitsPart preferences={person.preferences} />
      {decides && (
        <>
          <Rule />
          <AwayPart untilMs={person.preferences.awayUntilMs ?? null} />
        </>
      )}
      {isPaid && (
        <>
          <Rule />
          <NoticesPart preferences={person.preferences} />
        </>
      )}
      <Rule />
      <Section title={t("keys")} aside={<ButtonLink to="/settings/keys">{t("keysOpen")}</ButtonLink>}>
        <p className="dim">{t("keysText")}</p>
      </Section>
      <Rule />
      <PasswordPart />
      <Rule />
      <SessionsPart />
      <Rule />
      <TokensPart />
      <Rule />
      <ClosePart email={person.email} />
    </div>
  )
}

function NamePart({ name }: { readonly name: string }) {
  const t = useT("settings")
  const typed = useForm(name)
  const save = useAct(
    (next: string) => api.account.update.mutate({ name: next }),
    (_, next) => {
      typed.saved(next)
      return refresh("account")
    },
  )
  const keep = () => {
    const next = typed.form.trim()
    if (next !== "" && next !== typed.opened) save.mutate(next)
  }
  return (
    <div className="fields">
      <TextInput
        label={t("name")}
        description={save.isPending ? t("common:saving") : t("nameHint")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={80}
        value={typed.form}
        onChange={(event) => typed.change(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === "Enter" && keep()}
      />
    </div>
  )
}

function ScreenPart({ name, preferences: kept }: { readonly name: string; readonly preferences: Preferences }) {
  const t = useT("settings")
  const [preferences, set] = useKept(kept, (next) =>
    api.account.update.mutate({ preferences: next }).finally(() => refresh("account")),
  )
  const change = (part: Partial<Preferences>) => {
    if (part.theme) chooseTheme(part.theme)
    if (part.language) void chooseLanguage(part.language)
    set((now) => ({ ...now, ...part }))
  }
  const themes = (["light", "dark", "system"] as const).map((value) => ({ value, name: t(`theme.${value}`) }))
  const clicks = (["corners", "outermost"] as const).map((value) => ({ value, name: t(`boxClicksOf.${value}`) }))
  const languages = [
    { value: "en", name: <span lang="en">English</span> },
    { value: "fr", name: <span lang="fr">Français</span> },
  ] as const
  return (
    <Section title={t("screen")}>
      <div className="fields">
        <div className={`inline ${css.setting}`}>
          <span>{t("common:language")}</span>
          <Seg
            label={t("common:language")}
            big
            value={preferences.language}
            options={languages}
            onChange={(language) => change({ language })}
          />
        </div>
        <div className={`inline ${css.setting}`}>
          <span>{t("theme.name")}</span>
          <Seg
            label={t("theme.name")}
            big
            value={preferences.theme}
            options={themes}
            onChange={(theme) => change({ theme })}
          />
        </div>
        <div className={`inline ${css.setting}`}>
          <span>{t("ahead")}</span>
          <Seg
            label={t("ahead")}
            big
            value={String(aheadOf(preferences))}
            options={AHEAD_CHOICES.map((count) => ({ value: String(count), name: String(count) }))}
            onChange={(count) => change({ ahead: Number(count) })}
          />
        </div>
        <p className="dim sm">{t("aheadText")}</p>
        <SaverSwitch />
        <Switch
          label={t("keyHints")}
          description={t("keyHintsText")}
          checked={preferences.keyHints}
          onChange={(event) => change({ keyHints: event.currentTarget.checked })}
        />
        <Switch
          label={t("mirrored")}
          description={t("mirroredText")}
          checked={preferences.mirrored}
          onChange={(event) => change({ mirrored: event.currentTarget.checked })}
        />
        <div className={`inline ${css.setting}`}>
          <span>{t("boxClicks")}</span>
          <Seg
            label={t("boxClicks")}
            big
            value={preferences.boxClicks}
            options={clicks}
            onChange={(boxClicks) => change({ boxClicks })}
          />
        </div>
        <p className="dim sm">{t("boxClicksText")}</p>
        <Switch
          label={t("labelAfter")}
          description={t("labelAfterText")}
          checked={preferences.labelAfter}
          onChange={(event) => change({ labelAfter: event.currentTarget.checked })}
        />
        <Switch
          label={t("showAddress")}
          description={t("showAddressText")}
          checked={preferences.showAddress}
          onChange={(event) => change({ showAddress: event.currentTarget.checked })}
        />
        <CreditPart credit={preferences.credit} name={name} onChange={(credit) => change({ credit })} />
      </div>
    </Section>
  )
}
