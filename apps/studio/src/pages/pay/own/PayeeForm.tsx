import type { Payee } from "@justesse/types/wire/pay"
import { Select, TextInput } from "@mantine/core"
import { type FormEvent, useMemo, useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../../api.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { neededFault } from "../../../ui/faults.ts"
import { Wrong } from "../../../ui/Trouble.tsx"
import { useFaults } from "../../../ui/useFaults.ts"
import { useSending } from "../../account/useSending.ts"
import { usePlaceName } from "../usePlaceName.ts"
import { isWrongIban } from "./account.ts"
import { COUNTRIES } from "./countries.ts"

interface Props {
  readonly payee: z.infer<typeof Payee> | null
  readonly onEnd: () => void
}

/** Where somebody works and their money goes. Who labels is the only one who reads it, and whoever pays it out. */
export function PayeeForm({ payee, onEnd }: Props) {
  const t = useT("pay")
  const [form, setForm] = useState(payee ?? { place: "", name: "", account: "" })
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const faults = useFaults({
    place: neededFault(form.place),
    name: neededFault(form.name),
    account: neededFault(form.account),
  })
  const isWrong = isWrongIban(form.account)
  const sending = useSending(
    () => api.pay.savePayee.mutate({ ...form, name: form.name.trim(), account: form.account.trim() }),
    async () => {
      await refresh("pay")
      onEnd()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine() && !isWrong) void sending.send()
  }
  return (
    <Form className="fields" onSubmit={submit}>
      <p className="dim">{t("payee.text")}</p>
      <PlaceField place={form.place} error={faults.wrong("place")} onChange={(place) => set({ place })} />
      <TextInput
        label={t("payee.name")}
        maxLength={140}
        autoComplete="name"
        error={faults.wrong("name")}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("payee.account")}
        description={t("payee.accountText")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        maxLength={64}
        autoComplete="off"
        error={isWrong ? t("payee.wrongIban") : faults.wrong("account")}
        value={form.account}
        onChange={(event) => set({ account: event.currentTarget.value })}
      />
      <div className={`inline ${measures.above4}`}>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t("common:save")}
        </Button>
        {payee !== null && <Button onClick={onEnd}>{t("common:cancel")}</Button>}
      </div>
      <Wrong error={sending.error} />
    </Form>
  )
}

interface PlaceProps {
  readonly place: string
  readonly error: string | undefined
  readonly onChange: (place: string) => void
}

function PlaceField({ place, error, onChange }: PlaceProps) {
  const t = useT("pay")
  const language = useLanguage()
  const placeName = usePlaceName()
  const data = useMemo(() => {
    const known = COUNTRIES.includes(place) || place === "" ? COUNTRIES : [place, ...COUNTRIES]
    const all = known.map((value) => ({ value, label: placeName(value) }))
    return all.sort((a, b) => a.label.localeCompare(b.label, language))
  }, [language, place, placeName])
  return (
    <Select
      label={t("payee.place")}
      description={t("payee.placeText")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("payee.noPlace")}
      data={data}
      error={error}
      value={place === "" ? null : place}
      onChange={(value) => onChange(value ?? place)}
    />
  )
}
