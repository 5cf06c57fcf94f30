package org.vezere.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rooms of the house and who may know whom. The compiler holds the arrows between Maven modules; this also
/// holds what it does not see.
class ArchitectureTest {
    private static JavaClasses house;

    @BeforeAll
    static void readClasses() {
        house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.vezere");
    }

    @ParameterizedTest
    @CsvSource({
        "linux,  ''",
        "model,  ''",
        "engine, linux model",
        "api,    model",
        "cli,    api model",
        "daemon, engine api cli model linux",
        "client, model",
    })
    void aRoomKnowsItsNeighboursOnly(String room, String neighbours) {
        Set<String> known = new TreeSet<>(Set.of(neighbours.split(" ", -1)));
        known.add(room);
        DescribedPredicate<JavaClass> stranger = DescribedPredicate.describe(
                "are of a room other than " + known,
                target -> roomOf(target).isPresent()
                        && !known.contains(roomOf(target).get()));

        noClasses()
                .that()
                .resideInAPackage("org.vezere." + room + "..")
                .should()
                .dependOnClassesThat(stranger)
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "engine", "api", "client"})
    void packagesOfARoomDependOnEachOtherInOneDirectionOnly(String room) {
        SlicesRuleDefinition.slices()
                .assignedFrom(new PackagesOf("org.vezere." + room, true))
                .should()
                .beFreeOfCycles()
                .check(house);
    }

    /// In these rooms the package of the room itself holds both what the others share and what puts them
    /// together.
    @ParameterizedTest
    @ValueSource(strings = {"model", "cli", "daemon"})
    void packagesBehindTheEntranceDependOnEachOtherInOneDirectionOnly(String room) {
        SlicesRuleDefinition.slices()
                .assignedFrom(new PackagesOf("org.vezere." + room, false))
                .should()
                .beFreeOfCycles()
                .check(house);
    }

    @Test
    void onlyOnePackageTouchesForeignMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.vezere.linux.ffi..")
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
                .check(house);
    }

    @Test
    void standardStreamsBelongToTheClientAndToMainPrograms() {
        noClasses()
                .that()
                // A vzd that is started by hand logs where it was started.
                .resideOutsideOfPackages("org.vezere.client..", "org.vezere.daemon.log..")
                .and(DescribedPredicate.describe(
                        "have no main method",
                        here -> here.getMethods().stream()
                                .noneMatch(method -> method.getName().equals("main"))))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(house);
    }

    @Test
    void loggersSerializationAndReflectionOfTheOldKindStayOut() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "sun..", "java.rmi..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.io.ObjectInputStream.class, java.io.ObjectOutputStream.class)
                .because("a daemon with root's rights reads no Java objects from anybody")
                .check(house.that(DescribedPredicate.not(resideInAPackage("org.vezere.client.."))));
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = packages(house.getPackage("org.vezere"))
                .filter(here -> here.getClasses().stream()
                        .anyMatch(type -> !type.getSimpleName().equals("package-info")))
                .filter(here -> !here.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void allRoomsWereRead() {
        Set<String> rooms =
                house.stream().flatMap(type -> roomOf(type).stream()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(rooms).containsExactly("api", "cli", "client", "daemon", "engine", "linux", "model");
        classes().should().resideInAPackage("org.vezere..").check(house);
    }

    private static java.util.stream.Stream<JavaPackage> packages(JavaPackage top) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(top), top.getSubpackagesInTree().stream());
    }

    private static java.util.Optional<String> roomOf(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 && parts[0].equals("org") && parts[1].equals("vezere")
                ? java.util.Optional.of(parts[2])
                : java.util.Optional.empty();
    }

    /// Each package below a name is a slice of its own.
    private record PackagesOf(String top, boolean withTop) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return (name.equals(top) && withTop) || name.startsWith(top + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of " + top;
        }
    }
}
