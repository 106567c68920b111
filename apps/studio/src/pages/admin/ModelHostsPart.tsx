import { ModelHostsUpdate } from "@justesse/types/wire/admin"
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

/** Which addresses of this computer and its networks models may be asked at, and the way to change it. */
export function ModelHostsPart({ hosts }: { readonly hosts: readonly string[] }) {
  const t = useT("admin")
  const [opened, setOpened] = useState(false)
  return (
    <div className={`row ${measures.high44}`}>
      <span className={`dim ${measures.wide128} ${measures.fixed}`}>{t("modelHosts.title")}</span>
      <span className="g">{hosts.length > 0 ? hosts.join(", ") : t("modelHosts.none")}</span>
      <button type="button" className={`btn linklike ${css.plainLink}`} onClick={() => setOpened(true)}>
        {t("change")}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("modelHosts.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <HostsForm hosts={hosts} onEnd={() => setOpened(false)} />
      </Modal>
    </div>
  )
}

function HostsForm({ hosts, onEnd }: { readonly hosts: readonly string[]; readonly onEnd: () => void }) {
  const t = useT("admin")
  const toast = useToast()
  const [text, setText] = useState(hosts.join(", "))
  const next = { modelHosts: text.split(/[\s,]+/).filter((line) => line !== "") }
  const again = () => refresh("admin")
  const save = useAct(
    (input: typeof next) => api.admin.setModelHosts.mutate(input),
    async () => {
      await again()
      toast.done(t("modelHosts.saved"), () => api.admin.setModelHosts.mutate({ modelHosts: [...hosts] }).then(again))
      onEnd()
    },
  )
  const valid = ModelHostsUpdate.safeParse(next).success
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) save.mutate(next)
      }}
      className={`${measures.stack} ${measures.gap16}`}
    >
      <TextInput
        label={t("modelHosts.field")}
        description={t("modelHosts.text")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={2_000}
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
