import type { Health } from "@justesse/types/wire/admin"
import { Modal } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../icons/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { Note, Tag } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { ReachChoice } from "../account/ReachChoice.tsx"
import { useSending } from "../account/useSending.ts"

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
  return (
    <>
      <div className="row" style={{ minHeight: 44 }}>
        <span className="dim" style={{ width: 128, flex: "none" }}>
          {t("address")}
        </span>
        <span className="g inline">
          {health.address}{" "}
          <Tag tone={health.secure ? "good" : "need"}>
            <Icon name={health.secure ? "lock" : "warning"} small />
            {t(health.secure ? "secure" : "insecure")}
          </Tag>
        </span>
        <button type="button" className="btn linklike plain-link" onClick={() => setOpened(true)}>
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
          addresses={{ computer: "http://localhost", network: [] }}
          onReach={setReach}
          onUrl={setPublicUrl}
        />
        <div className="inline" style={{ marginTop: 16 }}>
          <Button
            look="primary"
            disabled={sending.busy || (reach === "public" && publicUrl === "")}
            onClick={() => void sending.send()}
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
