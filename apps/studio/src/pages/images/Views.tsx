import type { ViewRow } from "@justesse/types/wire/asset"
import { Menu, Modal, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { toSearchParams } from "./filterParams.ts"
import type { FilterWork } from "./useFilter.ts"

/** Filters under a name: those of the project, and the way to keep this one. */
export function Views({ project, work }: { readonly project: string; readonly work: FilterWork }) {
  const t = useT("images")
  const toast = useToast()
  const [saving, setSaving] = useState(false)
  const views = useQuery(trpc.asset.views.queryOptions({ project })).data?.views ?? []
  const go = ({ view }: ViewRow) =>
    work.change({
      ...toSearchParams(view.filter),
      sort: view.sort,
      size: view.size === "medium" ? undefined : view.size,
    })
  const remove = useAct(
    (row: ViewRow) => api.asset.removeView.mutate({ project, id: row.id }),
    (_, row) => {
      void refresh("asset")
      const back = () => api.asset.saveView.mutate({ project, name: row.name, view: row.view })
      toast.done(t("viewGone", { name: row.name }), () => back().then(() => refresh("asset")))
    },
  )
  return (
    <>
      {views.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button look="quiet">
              {t("views", { count: views.length })}
              <Icon name="down" small />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {views.map((row) => (
              <Menu.Item key={row.id} onClick={() => go(row)}>
                {row.name} <span className="dim sm">{row.by}</span>
              </Menu.Item>
            ))}
            {views.some((row) => row.mine) && <Menu.Divider />}
            {views
              .filter((row) => row.mine)
              .map((row) => (
                <Menu.Item key={row.id} onClick={() => remove.mutate(row)}>
                  {t("removeView", { name: row.name })}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {work.filtered && (
        <Button look="quiet" onClick={() => setSaving(true)}>
          {t("saveView")}
        </Button>
      )}
      {saving && <SaveView project={project} work={work} onClose={() => setSaving(false)} />}
    </>
  )
}

function SaveView({ project, work, onClose }: { project: string; work: FilterWork; onClose: () => void }) {
  const t = useT("images")
  const toast = useToast()
  const [name, setName] = useState("")
  const save = useAct(
    () =>
      api.asset.saveView.mutate({
        project,
        name,
        view: { filter: work.filter, sort: work.sort, size: work.size },
      }),
    () => {
      onClose()
      void refresh("asset")
      toast.done(t("viewSaved", { name: name.trim() }))
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== "") save.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t("saveView")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Form onSubmit={submit} className={`${measures.stack} ${measures.gap16}`}>
        <TextInput
          data-autofocus
          label={t("viewName")}
          description={t("viewShared")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
        />
        <div className={`inline ${measures.atEnd}`}>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {t("common:save")}
          </Button>
        </div>
      </Form>
    </Modal>
  )
}
