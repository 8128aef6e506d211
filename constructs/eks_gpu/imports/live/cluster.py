from pathlib import Path
from eks_gpu.imports.imported import Imported
def import_live(folder: Path) -> Imported: raise NotImplementedError
