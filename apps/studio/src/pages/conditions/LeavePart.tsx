import type { ProjectCard } from "@justesse/types/wire/account"
import { Modal } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useGo } from "../../ui/useGo.ts"
import { useSending } from "../account/useSending.ts"

/** Leaving a project, after a question that says what stays. */
export function LeavePart({ card: { project, name } }: { readonly card: ProjectCard }) {
  const t = useT("conditions")
  const toast = useToast()
  const go = useGo()
  const person = useMe()?.person?.id
  const [isAsked, ask] = useState(false)
  const sending = useSending(
    async () => {
      if (person !== undefined) await api.people.leave.mutate({ project, person })
    },
    () => {
      toast.done(t("leave.done", { project: name }))
      go({ to: "/work" })
      void refresh("account", "work", "project")
    },
  )
  return (
    <Section title={t("leave.title")}>
      <p className={`dim ${measures.upTo640}`}>{t("leave.text")}</p>
      <div className={measures.above8}>
        <Button onClick={() => ask(true)}>{t("leave.act")}</Button>
      </div>
      <Modal
        opened={isAsked}
        onClose={() => ask(false)}
        title={t("leave.ask", { project: name })}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <p>{t("leave.back")}</p>
        <div className={`inline ${measures.above16}`}>
          <Button look="danger" disabled={sending.busy} onClick={() => void sending.send()}>
            {t("leave.act")}
          </Button>
          <Button onClick={() => ask(false)}>{t("common:cancel")}</Button>
        </div>
        <Wrong error={sending.error} />
      </Modal>
    </Section>
  )
}
