"""What would stop `make run`, found before the slow work: `python3 -m config.preflight`."""

from config import environment
from config.processes import noted_group_lives


def main() -> None:
    with environment.only_run():
        # A site that a killed run left on the port is ended by the coming one.
        if not noted_group_lives(environment.site_note()):
            environment.check_port_is_free()


if __name__ == "__main__":
    try:
        main()
    except environment.LaunchError as error:
        environment.give_up(error)
