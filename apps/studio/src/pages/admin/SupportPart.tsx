import { SupportUpdate } from "@justesse/types/wire/admin"
import { Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import css from "./page.module.css"

/** Where somebody whom a picture troubles finds help, and the way to change it. */
export function SupportPart({ url }: { readonly url: string | null }) {
  const t = useT("admin")
  const [opened, setOpened] = useState(false)
  return (
    <div className={`row ${measures.high44}`}>
      <span className={`dim ${measures.wide128} ${measures.fixed}`}>{t("support.title")}</span>
      <span className="g">{url ?? t("support.none")}</span>
      <button type="button" className={`btn linklike ${css.plainLink}`} onClick={() => setOpened(true)}>
        {t("change")}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("support.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <SupportForm url={url} onEnd={() => setOpened(false)} />
      </Modal>
    </div>
  )
}

function SupportForm({ url, onEnd }: { readonly url: string | null; readonly onEnd: () => void }) {
  const t = useT("admin")
  const toast = useToast()
  const [text, setText] = useState(url ?? "")
  const next = { supportUrl: text.trim() === "" ? null : text.trim() }
  const again = () => refresh("admin", "account")
  const save = useAct(
    (input: typeof next) => api.admin.setSupport.mutate(input),
    async () => {
      await again()
      toast.done(t("support.saved"), () => api.admin.setSupport.mutate({ supportUrl: url }).then(again))
      onEnd()
    },
  )
  const valid = SupportUpdate.safeParse(next).success
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) save.mutate(next)
      }}
      className={`${measures.stack} ${measures.gap16}`}
    >
      <TextInput
        label={t("support.field")}
        description={t("support.text")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="inline">
        <Button look="primary" type="submit" disabled={!valid || save.isPending}>
          {t("common:save")}
        </Button>
        <Button onClick={onEnd}>{t("common:cancel")}</Button>
      </div>
    </Form>
  )
}
