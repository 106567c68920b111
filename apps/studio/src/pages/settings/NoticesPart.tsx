import type { Preferences } from "@justesse/types"
import { ALL_PAY_NOTICES } from "@justesse/types/pay/told"
import { Switch } from "@mantine/core"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Section } from "../../ui/layout.tsx"
import { useKept } from "../../ui/useKept.ts"

/** What the inbox tells of one's pay; that money came back is always told. */
export function NoticesPart({ preferences }: { readonly preferences: Preferences }) {
  const t = useT("settings")
  const [notices, set] = useKept(preferences.notices ?? ALL_PAY_NOTICES, async (next) => {
    await api.account.update.mutate({ notices: next })
    await Promise.all([refresh("account"), refresh("question")])
  })
  return (
    <Section title={t("notices.title")}>
      <p className="dim">{t("notices.text")}</p>
      <div className={`fields ${measures.above8}`}>
        {(["payouts", "added"] as const).map((what) => (
          <Switch
            key={what}
            label={t(`notices.${what}`)}
            checked={notices[what]}
            onChange={(event) => {
              const { checked } = event.currentTarget
              set((now) => ({ ...now, [what]: checked }))
            }}
          />
        ))}
      </div>
    </Section>
  )
}
