"""Where the store of an installation stands."""

from service.folder import DataFolder
from service.settings import Settings, read_settings
from sync.store.place import StorePlace, may_hold_a_store


def store_place(folder: DataFolder, settings: Settings) -> StorePlace:
    """The database that the settings name, else the file of the data folder."""
    return settings.store or folder.store


def has_store(folder: DataFolder) -> bool:
    """Whether a store may be there, as the settings of this process say."""
    return may_hold_a_store(store_place(folder, read_settings()))
