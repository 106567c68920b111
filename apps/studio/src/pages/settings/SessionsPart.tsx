import { api, queryClient } from "../../api.ts"
import { forgetWritten } from "../../browser/written.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useArrive } from "../account/useArrive.ts"

/** Sign out here, or everywhere else. */
export function SessionsPart() {
  const t = useT("settings")
  const toast = useToast()
  const arrive = useArrive()
  const here = useAct(
    () => api.account.signOut.mutate({}),
    () => {
      forgetWritten()
      queryClient.clear()
      void arrive("/signin")
    },
  )
  const elsewhere = useAct(
    () => api.account.signOutElsewhere.mutate({}),
    () => toast.done(t("signedOutElsewhere")),
  )
  return (
    <Section title={t("sessions")}>
      <p className="dim">{t("sessionsText")}</p>
      <div className={`inline ${measures.above12}`}>
        <Button onClick={() => here.mutate(undefined)}>{t("signOut")}</Button>
        <Button onClick={() => elsewhere.mutate(undefined)}>{t("signOutElsewhere")}</Button>
      </div>
    </Section>
  )
}
