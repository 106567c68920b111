import { QuotasShown } from "@justesse/types/wire/admin"
import { Modal, NumberInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import css from "./page.module.css"

const KINDS = ["projects", "uploads", "jobs"] as const

/** How much one person may have going at a time, and the way to change it. */
export function QuotasPart({ quotas }: { readonly quotas: QuotasShown }) {
  const t = useT("admin")
  const [opened, setOpened] = useState(false)
  return (
    <div className={`row ${measures.high44}`}>
      <span className={`dim ${measures.wide128} ${measures.fixed}`}>{t("quotas.title")}</span>
      <span className="g">{KINDS.map((kind) => t(`quotas.${kind}`, { count: quotas[kind] })).join(" · ")}</span>
      <button type="button" className={`btn linklike ${css.plainLink}`} onClick={() => setOpened(true)}>
        {t("change")}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("quotas.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <QuotasForm quotas={quotas} onEnd={() => setOpened(false)} />
      </Modal>
    </div>
  )
}

function QuotasForm({ quotas, onEnd }: { readonly quotas: QuotasShown; readonly onEnd: () => void }) {
  const t = useT("admin")
  const toast = useToast()
  const [form, setForm] = useState(quotas)
  const save = useAct(
    (next: QuotasShown) => api.admin.setQuotas.mutate(next),
    async () => {
      await refresh("admin")
      toast.done(t("quotas.saved"))
      onEnd()
    },
  )
  const valid = QuotasShown.safeParse(form).success
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) save.mutate(form)
      }}
      className={`${measures.stack} ${measures.gap16}`}
    >
      <p className="dim">{t("quotas.text")}</p>
      {KINDS.map((kind) => (
        <NumberInput
          key={kind}
          label={t(`quotas.field.${kind}`)}
          min={1}
          max={100_000}
          allowDecimal={false}
          value={form[kind]}
          onChange={(value) => setForm({ ...form, [kind]: Number(value) || 0 })}
        />
      ))}
      <div className="inline">
        <Button look="primary" type="submit" disabled={!valid || save.isPending}>
          {t("common:save")}
        </Button>
        <Button onClick={onEnd}>{t("common:cancel")}</Button>
      </div>
    </Form>
  )
}
