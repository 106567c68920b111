import { Modal } from "@mantine/core"
import { type ReactNode, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import css from "./page.module.css"

interface RowProps {
  readonly title: string
  /** What holds now. */
  readonly said: string
  readonly form: (onEnd: () => void) => ReactNode
}

/** One setting of the installation: what holds, and the way to a form that changes it. */
export function ChangedRow({ title, said, form }: RowProps) {
  const t = useT("admin")
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <div className={`row ${measures.high44}`}>
      <span className={`dim ${measures.wide128} ${measures.fixed}`}>{title}</span>
      <span className="g">{said}</span>
      <button type="button" className={`btn linklike ${css.plainLink}`} onClick={() => setOpened(true)}>
        {t("change")}
      </button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("common:close") }}>
        {form(close)}
      </Modal>
    </div>
  )
}

interface FormProps {
  readonly canSave: boolean
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onEnd: () => void
  readonly children: ReactNode
}

/** The form of such a setting, saved or left. */
export function ChangeForm({ canSave, isSaving, onSave, onEnd, children }: FormProps) {
  const t = useT("common")
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (canSave) onSave()
      }}
      className={`${measures.stack} ${measures.gap16}`}
    >
      {children}
      <div className="inline">
        <Button look="primary" type="submit" disabled={!canSave || isSaving}>
          {t("save")}
        </Button>
        <Button onClick={onEnd}>{t("cancel")}</Button>
      </div>
    </Form>
  )
}
