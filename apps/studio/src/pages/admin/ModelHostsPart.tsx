import { ModelHostsUpdate } from "@justesse/types/wire/admin"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { ChangedRow, ChangeForm } from "./ChangedRow.tsx"

/** Which addresses of this computer and its networks models may be asked at, and the way to change it. */
export function ModelHostsPart({ hosts }: { readonly hosts: readonly string[] }) {
  const t = useT("admin")
  return (
    <div id="model-servers">
      <ChangedRow
        title={t("modelHosts.title")}
        said={hosts.length > 0 ? hosts.join(", ") : t("modelHosts.none")}
        form={(onEnd) => <HostsForm hosts={hosts} onEnd={onEnd} />}
      />
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
    <ChangeForm canSave={valid} isSaving={save.isPending} onSave={() => save.mutate(next)} onEnd={onEnd}>
      <TextInput
        label={t("modelHosts.field")}
        description={t("modelHosts.text")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={2_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </ChangeForm>
  )
}
