"""Setup: wrong values never leave their field, right ones act at once or ask before a trained network is left."""

from __future__ import annotations

from pathlib import Path

from tests.ui.laboratory import SMALL, Laboratory, message_of, opened, pending, wrong
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.control import Change
from tui_nn.ui.panes.form import FORM, acts
from tui_nn.ui.panes.option_field import LONGEST_VALUE, OptionField

NOT_POSITIVE = ["", "0", "-1", "nan", "inf", "-inf", "1e999", "abc", "0,2", "1_0", "٣", "0x1", "1 2", "--1", "1" * 61]
WRONG: dict[tuple[str, str], list[str]] = {
    ("network", "layers"): ["", "2", "2,0,1", "2,a,1", "3,2,1", "2,1000000000,1"],
    ("network", "activations"): ["sigmoyd", "tanh,", "tanh,relu,tanh"],
    ("network", "scale"): ["-0.1", "inf"],
    ("network", "seed"): ["-1", "1.5", str(2**63)],
    ("training", "learning_rate"): NOT_POSITIVE,
    ("training", "momentum"): ["-0.1", "1", "nan"],
    ("training", "batch_size"): ["0", "all"],
    ("training", "seed"): ["x"],
    ("training", "max_iterations"): ["0", "1e99"],
    ("training", "min_error"): ["-1", "nan"],
    ("training", "log_every"): ["", "0"],
}


async def trained(laboratory: Laboratory) -> None:
    await laboratory.train_to(1000)
    await laboratory.press("t")
    await laboratory.settle()
    assert laboratory.stand == ("paused", 1000)


NO_FIELDS_OF_THEIR_OWN = {("", "name"), ("data", "label"), ("network", "hidden")}
"""Titles; and the hidden layers, which are chosen with the layers."""


def test_every_option_has_a_field() -> None:
    places = [place for _, places in FORM for place in places]

    assert {(option.section, option.key) for option in ALL_OPTIONS} - set(places) == NO_FIELDS_OF_THEIR_OWN
    assert len(places) == len(set(places))


async def test_a_wrong_value_is_marked_explained_and_never_taken() -> None:
    async with opened(RunConfig(training=TrainingConfig(batch_size=2))) as laboratory:
        run = laboratory.session.run
        for place, texts in WRONG.items():
            field = laboratory.field(*place)
            field.input.focus()
            for text in texts:
                field.input.value = text
                await laboratory.pilot.pause()
                assert wrong(field), f"{place} takes {text!r}"
                assert message_of(field).startswith("✗ ")
                assert len(message_of(field)) > 10
                assert field.pending_values is None
            await laboratory.press("enter")
            assert field.input.has_focus  # one stays where the mistake is
            await laboratory.press("tab")
            assert wrong(field)
            field.input.focus()
            await laboratory.press("escape")
            assert not wrong(field)
            assert field.input.value == field.text_in_force

        assert laboratory.session.run is run
        assert laboratory.engine.told == []
        assert len(laboratory.engine.jobs) == 1
        assert not laboratory.asks()


async def test_a_wrong_value_does_not_stand_in_the_way_of_training() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.type("training", "learning_rate", "fast")
        await laboratory.press("ctrl+t")
        laboratory.engine.advance(2)
        await laboratory.look()

        assert laboratory.is_in("training")
        assert laboratory.session.run.training.learning_rate == 0.2


async def test_a_live_value_is_taken_by_enter_and_by_tab() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(1000)
        field = await laboratory.type("training", "learning_rate", "0.5")
        assert message_of(field) == "↵ Enter takes effect"
        assert laboratory.session.run.training.learning_rate == 0.2
        await laboratory.press("enter")
        assert laboratory.engine.told[-1] == Change({"learning_rate": 0.5})
        assert not field.input.has_focus
        assert message_of(field) == ""

        await laboratory.type("training", "learning_rate", "0.7")
        await laboratory.press("tab")
        assert laboratory.engine.told[-1] == Change({"learning_rate": 0.7})
        assert laboratory.field("training", "momentum").input.has_focus
        assert laboratory.is_in("training")
        assert len(laboratory.engine.jobs) == 1


async def test_what_an_iteration_costs_is_said_while_an_optimizer_is_chosen() -> None:
    async with opened() as laboratory:
        field = await laboratory.type("training", "optimizer", "levenberg_marquardt")
        assert "an iteration solves 9 equations for each step that it tries" in message_of(field)
        field = await laboratory.type("training", "optimizer", "rprop")
        assert message_of(field) == "↵ Enter makes a new start; the rate becomes 0.0125"


async def test_with_second_order_the_form_has_no_rate_and_refuses_what_does_not_go_with_it() -> None:
    async with opened(RunConfig(training=TrainingConfig(optimizer="bfgs"))) as laboratory:
        assert not laboratory.field("training", "learning_rate").display
        field = await laboratory.type("network", "layers", "2,60,60,1")
        assert message_of(field).startswith("✗ bfgs is for networks of up to 1,000 parameters, and this one has 3,901")


async def test_up_and_down_try_the_next_value() -> None:
    async with opened() as laboratory:
        field = await laboratory.type("training", "learning_rate", "0.2")
        await laboratory.press("up")
        assert field.input.value == "0.5"
        await laboratory.press("down", "down")
        assert field.input.value == "0.1"
        assert laboratory.engine.told == []
        await laboratory.press("enter")
        assert laboratory.session.run.training.learning_rate == 0.1

        field = await laboratory.type("network", "activations", "sigmoid,sigmoid")
        await laboratory.press("home", "up")
        assert field.input.value == "tanh,sigmoid"
        await laboratory.press("escape")

        field = await laboratory.type("data", "source", "xor")
        await laboratory.press("up")
        assert field.input.value not in ("xor", "")
        assert not wrong(field)


async def test_at_the_start_weights_other_layers_are_taken_without_a_question() -> None:
    async with opened() as laboratory:
        field = await laboratory.type("network", "layers", "2,3,1")
        assert message_of(field) == "↵ Enter makes a new start"
        await laboratory.press("tab")
        await laboratory.settle()

        assert laboratory.session.started is not None
        assert laboratory.session.started.layer_sizes == (2, 3, 1)
        assert field.input.value == field.text_in_force == "2,3,1"
        assert "13 parameters" in laboratory.text
        assert laboratory.field("network", "activations").input.value == "sigmoid,sigmoid"


async def test_a_trained_network_is_left_only_after_a_question() -> None:
    async with opened() as laboratory:
        await trained(laboratory)
        field = await laboratory.type("network", "layers", "2,3,1")
        await laboratory.press("tab")
        assert not laboratory.asks()  # it was only left
        assert pending(field)

        await laboratory.type("network", "layers", "2,3,1")
        await laboratory.press("enter")
        assert laboratory.asks()
        assert "Layers" in laboratory.text
        assert "iteration 1,000" in laboratory.text
        await laboratory.press("escape")
        assert not laboratory.asks()
        assert laboratory.session.iteration == 1000
        assert len(laboratory.engine.jobs) == 1
        assert field.input.value == "2,3,1"

        await laboratory.type("network", "layers", "2,3,1")
        await laboratory.press("enter")
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.started is not None
        assert laboratory.session.started.layer_sizes == (2, 3, 1)
        assert laboratory.session.iteration == 0
        assert len(laboratory.session.undo_stack) == 1


async def test_the_question_is_answered_by_letters_arrows_and_the_mouse() -> None:
    async with opened(size=SMALL) as laboratory:
        await trained(laboratory)

        async def ask() -> None:
            await laboratory.type("network", "layers", "2,3,1")
            await laboratory.press("enter")
            assert laboratory.asks()

        for keys in (("n",), ("right", "enter")):
            await ask()
            await laboratory.press(*keys)
            assert not laboratory.asks()
        await ask()
        await laboratory.pilot.click("#no")
        await laboratory.pause()
        assert not laboratory.asks()
        assert laboratory.stand == ("paused", 1000)

        await ask()
        await laboratory.press("y")
        await laboratory.settle()
        assert laboratory.stand == ("ready", 0)


async def test_what_was_typed_is_not_passed_over_when_training_starts() -> None:
    async with opened(size=SMALL) as laboratory:
        await trained(laboratory)
        await laboratory.type("network", "seed", "9")
        await laboratory.type("training", "momentum", "0.5")
        await laboratory.press("ctrl+t")
        assert laboratory.asks()
        assert "Seed" in laboratory.text
        assert laboratory.is_in("paused")

        await laboratory.press("escape")
        laboratory.engine.advance(2)
        await laboratory.look()
        assert laboratory.is_in("training")
        assert laboratory.session.run.network.seed == 3


async def test_live_values_that_were_typed_act_when_training_starts() -> None:
    async with opened(size=SMALL) as laboratory:
        await trained(laboratory)
        await laboratory.type("training", "momentum", "0.5")
        await laboratory.press("ctrl+t")
        laboratory.engine.advance(2)
        await laboratory.look()

        assert laboratory.is_in("training")
        assert laboratory.session.run.training.momentum == 0.5
        assert Change({"momentum": 0.5}) in laboratory.engine.told


async def test_activations_are_made_to_fit_another_number_of_layers() -> None:
    run = RunConfig(network=NetworkConfig(activations=("tanh", "sigmoid")))
    async with opened(run) as laboratory:
        for layers, activations in (
            ("2,3,3,1", ("tanh", "tanh", "sigmoid")),
            ("2,1", ("sigmoid",)),
        ):
            field = await laboratory.type("network", "layers", layers)
            assert not wrong(field)
            await laboratory.press("enter")
            await laboratory.settle()
            assert laboratory.session.started is not None
            assert laboratory.session.started.activations == activations
            assert laboratory.field("network", "activations").input.value == ",".join(activations)


async def test_data_are_suggested_by_name_and_layers_follow() -> None:
    async with opened() as laboratory:
        field = await laboratory.type("data", "source", "")
        await laboratory.press(*"half-a")
        await laboratory.palette_answers()
        await laboratory.press("right")
        assert field.input.value == "half-adder"
        await laboratory.press("enter")
        await laboratory.settle()

        assert laboratory.session.started is not None
        assert laboratory.session.started.layer_sizes == (2, 2, 2)
        assert laboratory.field("network", "layers").input.value == "2,2,2"


async def test_a_file_that_cannot_be_read_gives_one_message_and_the_old_run_stays(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n0,1\n1_000,0\n")
    async with opened() as laboratory:
        await trained(laboratory)
        field = await laboratory.type("data", "source", str(path))
        await laboratory.press("enter")
        await laboratory.press("y")
        await laboratory.settle()

        assert "bad.csv" in laboratory.message
        assert "line 3" in laboratory.message
        assert sum("bad.csv" in line for line in laboratory.app.main_screen.log_pane.view.lines) == 1
        assert laboratory.stand == ("paused", 1000)
        assert "✓" in laboratory.text
        await laboratory.train_to(1500)
        assert field.text_in_force == "xor"


async def test_a_click_on_a_label_goes_to_its_field() -> None:
    async with opened() as laboratory:
        field = laboratory.field("training", "momentum")
        await laboratory.pilot.click(field, offset=(2, 0))

        assert field.input.has_focus


async def test_a_field_takes_no_more_than_so_many_characters() -> None:
    async with opened(size=SMALL) as laboratory:
        field = await laboratory.type("training", "learning_rate", "")
        field.input.insert_text_at_cursor("9" * (2 * LONGEST_VALUE))
        await laboratory.pause()

        assert len(field.input.value) <= LONGEST_VALUE
        assert len(message_of(field)) < 350


def shown_fields(laboratory: Laboratory) -> list[tuple[str, str]]:
    fields = laboratory.app.main_screen.setup_pane.query(OptionField)
    return [(field.option.section, field.option.key) for field in fields if field.display]


async def test_the_fields_that_act_are_there_in_their_order() -> None:
    async with opened() as laboratory:
        places = [("", "preset"), *(place for _, places in FORM for place in places)]
        for source in ("xor", "spiral", "iris", "xor"):
            laboratory.session.change({("data", "source"): source})
            laboratory.app.show_session()
            await laboratory.settle()
            run = laboratory.session.run
            there = [place for place in places if place == ("", "preset") or acts(find_option(*place), run)]
            assert shown_fields(laboratory) == there
            fields = laboratory.app.main_screen.setup_pane.query(OptionField)
            standing = [(field.option.section, field.option.key) for field in fields]
            assert standing == sorted(standing, key=places.index)


async def test_a_value_that_is_not_the_usual_one_stays_in_sight() -> None:
    async with opened() as laboratory:
        await laboratory.type("data", "source", "spiral")
        await laboratory.press("enter")
        await laboratory.settle()
        noise = await laboratory.type("data", "noise", "0.1")
        await laboratory.press("enter")
        await laboratory.settle()
        await laboratory.type("data", "source", "xor")
        await laboratory.press("enter")
        await laboratory.settle()
        assert ("data", "noise") in shown_fields(laboratory)
        assert ("data", "samples") not in shown_fields(laboratory)
        assert noise.has_class("-idle")

        await laboratory.type("data", "noise", "0")
        await laboratory.press("enter")
        await laboratory.settle()
        assert ("data", "noise") not in shown_fields(laboratory)


async def test_a_field_in_use_stays_with_its_focus_and_what_was_typed_when_it_acts_no_more() -> None:
    async with opened() as laboratory:
        momentum = await laboratory.type("training", "momentum", "0.")
        laboratory.session.change({("training", "optimizer"): "adam"})
        laboratory.app.show_session()
        await laboratory.settle()
        assert momentum.input.has_focus
        assert momentum.input.value == "0."
        assert ("training", "beta1") in shown_fields(laboratory)
        assert laboratory.field("training", "learning_rate").input.value == "0.001"

        await laboratory.press("escape")
        assert ("training", "momentum") not in shown_fields(laboratory)


async def test_parameters_are_counted_as_layers_are_typed() -> None:
    async with opened() as laboratory:
        field = await laboratory.type("network", "layers", "2,8,8,1")
        assert "→ 2-8-8-1: 105 parameters, 840 bytes" in laboratory.text
        field.input.value = "2,8,8,"
        await laboratory.pause()
        assert wrong(field)
        assert "9 parameters, 72 bytes; 4 rows" in laboratory.text
        await laboratory.press("escape")
        assert "9 parameters, 72 bytes; 4 rows" in laboratory.text
        assert "→ 2-8-8-1" not in laboratory.text


async def test_a_network_without_hidden_layers_can_be_chosen() -> None:
    async with opened() as laboratory:
        await laboratory.type("network", "layers", "2,1")
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.run.network.hidden == ()
        assert "3 parameters" in laboratory.text


async def test_a_loss_and_the_output_come_together() -> None:
    async with opened(RunConfig(data=DataConfig(source="iris"))) as laboratory:
        loss = await laboratory.type("training", "loss", "categorical_crossentropy")
        assert message_of(loss) == "↵ Enter makes a new start; the output becomes softmax"
        await laboratory.press("enter")
        await laboratory.settle()
        activations = laboratory.field("network", "activations")
        assert activations.input.value == "sigmoid,softmax"

        await laboratory.type("network", "activations", "sigmoid,tanh")
        assert message_of(activations) == "↵ Enter makes a new start; the loss becomes mse"
        await laboratory.press("enter")
        await laboratory.settle()
        assert loss.input.value == "mse"

        await laboratory.type("network", "activations", "softmax")
        await laboratory.press("enter")
        await laboratory.settle()
        assert activations.input.value == "sigmoid,softmax"
        assert laboratory.session.run.training.loss == "categorical_crossentropy"
