import type { Health } from "@justesse/types/wire/admin"
import { Modal } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { urlFault } from "../../ui/faults.ts"
import { Note, Tag } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { ReachChoice } from "../account/ReachChoice.tsx"
import { useSending } from "../account/useSending.ts"
import css from "./page.module.css"

/** What an address is for those who type it: encrypted, plain, or of this computer alone. */
function shownAs({ reach, secure }: Pick<Health, "reach" | "secure">): "here" | "secure" | "insecure" {
  return reach === "computer" ? "here" : secure ? "secure" : "insecure"
}

/** The address that people type, whether browsers call it secure, and the way to change it. */
export function ReachPart({ health }: { readonly health: Health }) {
  const t = useT("admin")
  const toast = useToast()
  const [opened, setOpened] = useState(false)
  const [reach, setReach] = useState(health.reach)
  const [publicUrl, setPublicUrl] = useState(health.reach === "public" ? health.address : "")
  const sending = useSending(
    () => api.admin.setReach.mutate({ reach, publicUrl: reach === "public" ? publicUrl : null }),
    ({ restartNeeded }) => {
      setOpened(false)
      void refresh("admin", "account")
      toast.done(t(restartNeeded ? "reachRestart" : "reachSaved"))
    },
  )
  const faults = useFaults({ url: reach === "public" ? urlFault(publicUrl) : null })
  const shown = shownAs(health)
  return (
    <>
      <div className={`row ${measures.high44}`}>
        <span className={`dim ${measures.wide128} ${measures.fixed}`}>{t("address")}</span>
        <span className="g inline">
          {health.address}{" "}
          <Tag {...(shown !== "here" && { tone: shown === "secure" ? "good" : "need" })}>
            {shown !== "here" && <Icon name={shown === "secure" ? "lock" : "warning"} small />}
            {t(shown)}
          </Tag>
        </span>
        <button type="button" className={`btn linklike ${css.plainLink}`} onClick={() => setOpened(true)}>
          {t("change")}
        </button>
      </div>
      {!health.secure && <Note>{t("insecureText")}</Note>}
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("account:setup.reach")}
        closeButtonProps={{ "aria-label": t("common:close") }}
        size="lg"
      >
        <ReachChoice
          reach={reach}
          publicUrl={publicUrl}
          urlError={faults.wrong("url")}
          titled
          addresses={health.addresses}
          onReach={setReach}
          onUrl={setPublicUrl}
        />
        <div className={`inline ${measures.above16}`}>
          <Button
            look="primary"
            disabled={sending.busy}
            onClick={() => {
              if (faults.fine()) void sending.send()
            }}
          >
            {t("common:save")}
          </Button>
          <Button onClick={() => setOpened(false)}>{t("common:cancel")}</Button>
        </div>
        <Wrong error={sending.error} />
      </Modal>
    </>
  )
}
