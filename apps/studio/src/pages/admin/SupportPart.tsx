import { SupportUpdate } from "@justesse/types/wire/admin"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { ChangedRow, ChangeForm } from "./ChangedRow.tsx"

/** Where somebody whom a picture troubles finds help, and the way to change it. */
export function SupportPart({ url }: { readonly url: string | null }) {
  const t = useT("admin")
  return (
    <ChangedRow
      title={t("support.title")}
      said={url ?? t("support.none")}
      form={(onEnd) => <SupportForm url={url} onEnd={onEnd} />}
    />
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
    <ChangeForm canSave={valid} isSaving={save.isPending} onSave={() => save.mutate(next)} onEnd={onEnd}>
      <TextInput
        label={t("support.field")}
        description={t("support.text")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </ChangeForm>
  )
}
