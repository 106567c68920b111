import type { AccountClosing } from "@justesse/types/wire/account"
import { Modal, PasswordInput, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import type { z } from "zod"
import { api, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useSending } from "../account/useSending.ts"

type Closing = z.infer<typeof AccountClosing>

/** Deleting one's own account: what must be done first, or a dialog that asks for address and password. */
export function ClosePart({ email }: { readonly email: string }) {
  const t = useT("settings")
  const [isAsked, ask] = useState(false)
  const closing = useQuery(trpc.account.closing.queryOptions({})).data
  return (
    <Section title={t("close.title")}>
      <p className="dim">{t("close.text")}</p>
      {closing && <ToDoFirst closing={closing} />}
      <div className={measures.above8}>
        <Button look="danger" disabled={!closing || mustWait(closing)} onClick={() => ask(true)}>
          {t("close.act")}
        </Button>
      </div>
      <Modal
        opened={isAsked}
        onClose={() => ask(false)}
        title={t("close.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <CloseForm email={email} hasPassword={closing?.hasPassword === true} onEnd={() => ask(false)} />
      </Modal>
    </Section>
  )
}

const mustWait = ({ owned, lastOperator, openSession, accountMissing }: Closing): boolean =>
  owned.length > 0 || lastOperator || openSession || accountMissing

function ToDoFirst({ closing }: { readonly closing: Closing }) {
  const t = useT("settings")
  if (!mustWait(closing)) return null
  const { owned, lastOperator, openSession, accountMissing } = closing
  return (
    <div className={measures.above8}>
      <Rows>
        {owned.map(({ project, name }) => (
          <Row key={project} name={`${name}: ${t("close.owned")}`}>
            <ButtonLink small to="/p/$project/people" params={{ project }}>
              {t("close.people")}
            </ButtonLink>
          </Row>
        ))}
        {lastOperator && (
          <Row name={t("close.lastOperator")}>
            <ButtonLink small to="/admin/people">
              {t("close.operators")}
            </ButtonLink>
          </Row>
        )}
        {openSession && <Row name={t("close.openSession")} />}
        {accountMissing && (
          <Row name={t("close.accountMissing")}>
            <ButtonLink small to="/work/hours">
              {t("close.hours")}
            </ButtonLink>
          </Row>
        )}
      </Rows>
    </div>
  )
}

interface FormProps {
  readonly email: string
  readonly hasPassword: boolean
  readonly onEnd: () => void
}

function CloseForm({ email, hasPassword, onEnd }: FormProps) {
  const t = useT("settings")
  const [typed, setTyped] = useState({ email: "", password: "" })
  const sending = useSending(
    () => api.account.close.mutate(typed),
    // Nothing of this person is left in memory.
    () => window.location.assign("/signin"),
  )
  const isWhole = typed.email.trim().toLowerCase() === email.toLowerCase() && (!hasPassword || typed.password !== "")
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isWhole) void sending.send()
  }
  return (
    <Form className="fields" onSubmit={submit}>
      <p>{t("close.forGood")}</p>
      <TextInput
        label={t("close.email")}
        value={typed.email}
        onChange={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
        data-autofocus
      />
      {hasPassword && (
        <PasswordInput
          label={t("passwordNow")}
          autoComplete="current-password"
          value={typed.password}
          onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": t("account:show") }}
        />
      )}
      <div className="inline">
        <Button type="submit" look="danger" disabled={!isWhole || sending.busy}>
          {t("close.act")}
        </Button>
        <Button onClick={onEnd}>{t("common:cancel")}</Button>
      </div>
      <Wrong error={sending.error} />
    </Form>
  )
}
