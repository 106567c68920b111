import type { Overview } from "@justesse/types/wire/project"
import { Menu } from "@mantine/core"
import { useNavigate } from "@tanstack/react-router"
import { refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { saveChanges } from "../projectSettings/saveChanges.ts"

/** Add pictures, invite, pause, settings. It comes open: it is fetched when somebody asks for it. */
export function OverviewMenu({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const toast = useToast()
  const navigate = useNavigate()
  const { card, settings } = overview
  const form = { name: card.name, settings }
  const setPaused = (paused: boolean) =>
    saveChanges(
      card.project,
      { ...form, settings: { ...settings, paused: !paused } },
      { ...form, settings: { ...settings, paused } },
    )
  const pause = useAct(setPaused, (_, paused) => {
    void refresh("project", "account")
    toast.done(t(paused ? "nowPaused" : "nowGoing"), () => setPaused(!paused).then(() => refresh("project", "account")))
  })
  const go = (page: "images" | "people" | "settings") => () =>
    void navigate({ to: `/p/$project/${page}`, params: { project: card.project } })
  return (
    <Menu defaultOpened>
      <Menu.Target>
        <Button icon="more" aria-label={t("common:more")} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={go("images")}>{t("menu.images")}</Menu.Item>
        <Menu.Item onClick={go("people")}>{t("menu.invite")}</Menu.Item>
        <Menu.Item onClick={() => pause.mutate(!settings.paused)}>
          {t(settings.paused ? "menu.goOn" : "menu.pause")}
        </Menu.Item>
        <Menu.Item onClick={go("settings")}>{t("menu.settings")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
