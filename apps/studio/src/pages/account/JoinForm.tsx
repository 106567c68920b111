import { TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { currentLanguage } from "../../i18n/index.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { Button } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import type { Invitation } from "./JoinPage.tsx"
import { NewPassword } from "./PasswordField.tsx"
import { useArrive } from "./useArrive.ts"
import { useSending } from "./useSending.ts"

interface Props {
  readonly token: string
  readonly shown: Invitation
  readonly onNo: () => void
}

/** The account, at last; or none for whoever is signed in already. */
export function JoinForm({ token, shown, onNo }: Props) {
  const t = useT("account")
  const arrive = useArrive()
  const person = useMe()?.person ?? null
  const [form, setForm] = useState({ name: "", email: shown.email ?? "", password: "" })
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const preferences = {
    language: currentLanguage(),
    theme: "system",
    keyHints: true,
    mirrored: false,
    showAddress: true,
  } as const
  const account = person
    ? null
    : { name: form.name.trim(), email: form.email.trim(), password: form.password, preferences }
  const sending = useSending(
    () => api.account.joinAccept.mutate({ token, account }),
    ({ project }) => void arrive(project ? `/p/${project}/conditions` : "/"),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void sending.send()
  }
  return (
    <form onSubmit={submit}>
      <h2>{t("join.account")}</h2>
      {person ? (
        <p>{t("join.asSignedIn", { name: person.name })}</p>
      ) : (
        <AccountFields form={form} change={change} fixedEmail={shown.email !== null} />
      )}
      <div className="stack inline" style={{ marginTop: 24 }}>
        <Button look="primary" type="submit" disabled={sending.busy}>
          {t(person ? "join.acceptSignedIn" : "join.accept")}
        </Button>
        <Button onClick={onNo}>{t("join.sayNo")}</Button>
      </div>
      <Wrong error={sending.error} />
      <p className="hint" style={{ marginTop: 8 }}>
        {t("join.noCost")}{" "}
        {!person && <Rich t={t} k="join.haveAccount" to={`/signin?to=${encodeURIComponent(`/join#${token}`)}`} />}
      </p>
    </form>
  )
}

interface Fields {
  readonly name: string
  readonly email: string
  readonly password: string
}

function AccountFields({
  form,
  change,
  fixedEmail,
}: {
  form: Fields
  change: (part: Partial<Fields>) => void
  fixedEmail: boolean
}) {
  const t = useT("account")
  return (
    <>
      <div className="pair">
        <TextInput
          label={t("nameToBeCalled")}
          required
          withAsterisk={false}
          autoComplete="name"
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NewPassword label={t("password")} value={form.password} onChange={(password) => change({ password })} />
      </div>
      <div style={{ marginTop: 16 }}>
        <TextInput
          label={t("email")}
          description={t("emailHint")}
          inputWrapperOrder={["label", "input", "description"]}
          type="email"
          required
          withAsterisk={false}
          readOnly={fixedEmail}
          autoComplete="username"
          value={form.email}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
