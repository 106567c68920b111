import { QuotasShown } from "@justesse/types/wire/admin"
import { NumberInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { ChangedRow, ChangeForm } from "./ChangedRow.tsx"

const KINDS = ["projects", "uploads", "jobs"] as const

/** How much one person may have going at a time, and the way to change it. */
export function QuotasPart({ quotas }: { readonly quotas: QuotasShown }) {
  const t = useT("admin")
  return (
    <ChangedRow
      title={t("quotas.title")}
      said={KINDS.map((kind) => t(`quotas.${kind}`, { count: quotas[kind] })).join(" · ")}
      form={(onEnd) => <QuotasForm quotas={quotas} onEnd={onEnd} />}
    />
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
    <ChangeForm canSave={valid} isSaving={save.isPending} onSave={() => save.mutate(form)} onEnd={onEnd}>
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
    </ChangeForm>
  )
}
