import { TextInput } from "@mantine/core"
import { useState } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"

/** A field and a button; Enter adds. */
export function AddLabel({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const t = useT("labels")
  const [name, setName] = useState("")
  return (
    <Form
      className={`inline ${measures.around12}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === "") return
        onAdd(name.trim())
        setName("")
      }}
    >
      <TextInput
        aria-label={t("add")}
        placeholder={t("addHint")}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        w={240}
      />
      <Button type="submit" icon="plus">
        {t("add")}
      </Button>
    </Form>
  )
}
